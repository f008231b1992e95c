"""The sampling design: who could have been drawn, how, and the variance that follows."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from engines.statistics._columns import BoolArray, FloatArray, IndexArray
from engines.statistics._errors import InvalidDesignError, LengthMismatchError, SingleUnitStratumError

LARGEST = 1e100
"""Weights and values above this are refused: squares of their products would leave the range of floats."""


@dataclass(frozen=True)
class _Units:
    """Sampling units: `of_row` (n,), and for each unit its stratum; sizes and remaining shares by stratum."""

    of_row: IndexArray
    stratum: IndexArray
    size: FloatArray
    remaining: FloatArray


@dataclass(frozen=True, eq=False)
class Design:
    """A one-stage design; the default is a simple random sample without weights.

    Parameters
    ----------
    n : int
        Number of rows, those outside every domain included.
    weights : float64 array, shape (n,), optional
        Finite, none negative, one at least positive. A zero keeps the row as a sampling unit that counts
        for nothing.
    strata : array, shape (n,), optional
        Any codes. The sample is drawn separately in each.
    clusters : array, shape (n,), optional
        Any codes, always read inside their stratum (cluster 1 of stratum A is not cluster 1 of stratum B).
    fpc : float64 array, shape (n,), optional
        Number of sampling units in the population of the row's stratum; without it, sampling with
        replacement.

    Notes
    -----
    Variance is Taylor-linearised [1]_: for scores u summed by sampling unit c in stratum h,
    V = Σ_h (1 − n_h/N_h) · n_h/(n_h − 1) · Σ_c (u_hc − ū_h)². A second stage (its units and its fpc) would
    add Σ of within-unit terms; replicate weights and calibration residuals enter as other scores. Neither
    is built yet.

    References
    ----------
    .. [1] Binder, D. A. (1983). On the variances of asymptotically normal estimators from complex surveys.
       International Statistical Review 51, 279-292.

    Examples
    --------
    >>> import numpy as np
    >>> design = Design(4, strata=np.array([1, 1, 2, 2]))
    >>> round(design.variance(np.array([1.0, 3.0, 2.0, 2.0])), 6)
    4.0
    """

    n: int
    weights: FloatArray | None = None
    strata: NDArray[np.generic] | None = None
    clusters: NDArray[np.generic] | None = None
    fpc: FloatArray | None = None

    def __post_init__(self) -> None:
        if self.n < 1:
            raise InvalidDesignError("a design needs at least one row")
        for name in ("weights", "strata", "clusters", "fpc"):
            array = getattr(self, name)
            if array is None:
                continue
            if array.shape != (self.n,):
                raise LengthMismatchError(f"{name} has shape {array.shape}, expected ({self.n},)")
            copy = np.array(array, np.float64 if name in ("weights", "fpc") else None, copy=True)
            copy.setflags(write=False)
            object.__setattr__(self, name, copy)
        self._check_weights()
        if not self.is_simple:
            _ = self._units

    def _check_weights(self) -> None:
        if self.weights is None:
            return
        if not np.isfinite(self.weights).all() or bool((self.weights < 0).any()):
            raise InvalidDesignError("weights must be finite and not negative")
        if not bool((self.weights > 0).any()):
            raise InvalidDesignError("every weight is zero")
        if bool((self.weights > LARGEST).any()):
            raise InvalidDesignError(f"weights are above {LARGEST:g} and could not be squared")

    @property
    def is_weighted(self) -> bool:
        """True when weights were given, even if they are equal."""
        return self.weights is not None

    @property
    def is_simple(self) -> bool:
        """True when each row is its own sampling unit, in one stratum, drawn with replacement."""
        return self.strata is None and self.clusters is None and self.fpc is None

    @cached_property
    def is_census(self) -> bool:
        """True when every sampling unit of the population is in the sample: no sampling error is left."""
        return self.fpc is not None and bool((self._units.remaining == 0).all())

    @cached_property
    def row_weights(self) -> FloatArray:
        """The weights, or ones."""
        return np.ones(self.n) if self.weights is None else self.weights

    @cached_property
    def squared_weights(self) -> FloatArray:
        """Squares of the weights."""
        return np.square(self.row_weights)

    @cached_property
    def _units(self) -> _Units:
        rows = (
            np.zeros(self.n, np.intp)
            if self.strata is None
            else np.unique(self.strata, return_inverse=True)[1]
        )
        if self.clusters is None:
            of_row, stratum = np.arange(self.n), rows
        else:
            codes = np.unique(self.clusters, return_inverse=True)[1]
            pair = rows * (int(codes.max()) + 1) + codes
            _, first, of_row = np.unique(pair, return_index=True, return_inverse=True)
            stratum = rows[first]
        size = np.bincount(stratum).astype(np.float64)
        remaining = self._remaining(rows, size)
        if bool(((size < 2) & (remaining > 0)).any()):
            raise SingleUnitStratumError("a stratum has a single sampling unit")
        return _Units(of_row, stratum, size, remaining)

    def _remaining(self, rows: IndexArray, size: FloatArray) -> FloatArray:
        """1 − n_h/N_h for each stratum."""
        if self.fpc is None:
            return np.ones_like(size)
        population = np.zeros_like(size)
        population[rows] = self.fpc
        if not np.isfinite(self.fpc).all() or not np.array_equal(population[rows], self.fpc):
            raise InvalidDesignError("fpc must be one finite population size for each stratum")
        if bool((population < size * (1 - 1e-12)).any()):
            raise InvalidDesignError("fpc is below the number of sampled units")
        return np.asarray(np.clip(1 - size / population, 0, 1), np.float64)

    def variance(self, scores: FloatArray) -> float:
        """Variance of the sum of `scores` (shape (n,), weights already multiplied in).

        Not a number when a single row makes it impossible to estimate.
        """
        if self.is_simple:
            if self.n < 2:
                return float("nan")
            centred = scores - scores.mean()
            return float(self.n / (self.n - 1) * np.dot(centred, centred))
        units = self._units
        sums = np.bincount(units.of_row, weights=scores, minlength=units.stratum.shape[0])
        means = np.bincount(units.stratum, weights=sums) / units.size
        spread = np.bincount(units.stratum, weights=np.square(sums - means[units.stratum]))
        factor = units.remaining * units.size / np.maximum(units.size - 1, 1)
        return float(np.dot(factor, spread))

    def degrees_of_freedom(self, keep: BoolArray) -> int:
        """Sampling units less strata, both counted among the kept rows; at least 1."""
        if self.is_simple:
            return max(int(np.count_nonzero(keep)) - 1, 1)
        units = self._units
        present = np.unique(units.of_row[keep])
        return max(int(present.shape[0]) - int(np.unique(units.stratum[present]).shape[0]), 1)

    def kept(self, domain: BoolArray | None) -> BoolArray:
        """Rows that count: inside the domain and with a positive weight."""
        if domain is not None and (domain.dtype != np.bool_ or domain.shape != (self.n,)):
            raise LengthMismatchError(f"a domain is a boolean array of shape ({self.n},)")
        inside = np.ones(self.n, np.bool_) if domain is None else domain
        return inside if self.weights is None else np.asarray(inside & (self.weights > 0), np.bool_)

    def check_rows(self, n: int) -> None:
        """Refuse a column of another length."""
        if n != self.n:
            raise LengthMismatchError(f"the column has {n} rows, the design {self.n}")
