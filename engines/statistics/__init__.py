"""Figures computed from a frozen dataset: shares, means, totals, medians and tables, each with its error
and base.

Owns: estimators with their standard errors and intervals, the steps that explain them, and disclosure
control. Promises: same input, same result (`digest_input`); money counted in whole cents; five kinds of
missing answers kept apart; rows outside a domain stay in the design. Refuses: to read or write anything, to
drop a value in silence, to guess a category. See docs/explanation/statistics.md.
"""

from engines.statistics._aggregate import Aggregator, NumpyAggregator
from engines.statistics._columns import AnyColumn, CategoricalColumn, Category, MultipleColumn, NumericColumn
from engines.statistics._crossing import Crossing
from engines.statistics._design import Design
from engines.statistics._digest import ENGINE_NAME, ENGINE_VERSION, digest_input
from engines.statistics._disclosure import (
    BASE_THRESHOLD,
    THRESHOLD,
    suppress,
    suppress_estimate,
    suppress_groups,
)
from engines.statistics._errors import (
    EmptyBaseError,
    InvalidColumnError,
    InvalidDesignError,
    LengthMismatchError,
    OutOfRangeError,
    SingleUnitStratumError,
    StatisticsError,
    UnknownCategoryError,
)
from engines.statistics._intervals import (
    Interval,
    Scalar,
    against_known,
    order_statistic_ranks,
    student_quantile,
    wilson,
)
from engines.statistics._joint import JointCounts
from engines.statistics._missing import (
    MISSING_CODES,
    OBSERVED,
    UINT16_OFFSET,
    MissingCode,
    MissingCounts,
)
from engines.statistics._numbers import mean, median, quantile, total
from engines.statistics._protection import CannotProtectError, hide_in_line
from engines.statistics._results import Base, Mark, PublishedTable, SampleEstimate, ShareTable
from engines.statistics._shares import (
    crosstab,
    crosstabs,
    distribution,
    histogram,
    multiple_response,
    share,
)
from engines.statistics._steps import ComputationStep
from engines.statistics._sums import EVERYONE, UNKNOWN, CellSums, MarginSums, Sums
from engines.statistics._tables import table_from_sums

__all__ = [
    "BASE_THRESHOLD",
    "ENGINE_NAME",
    "ENGINE_VERSION",
    "EVERYONE",
    "MISSING_CODES",
    "OBSERVED",
    "THRESHOLD",
    "UINT16_OFFSET",
    "UNKNOWN",
    "Aggregator",
    "AnyColumn",
    "Base",
    "CannotProtectError",
    "CategoricalColumn",
    "Category",
    "CellSums",
    "ComputationStep",
    "Crossing",
    "Design",
    "EmptyBaseError",
    "Interval",
    "InvalidColumnError",
    "InvalidDesignError",
    "JointCounts",
    "LengthMismatchError",
    "MarginSums",
    "Mark",
    "MissingCode",
    "MissingCounts",
    "MultipleColumn",
    "NumericColumn",
    "NumpyAggregator",
    "OutOfRangeError",
    "PublishedTable",
    "SampleEstimate",
    "Scalar",
    "ShareTable",
    "SingleUnitStratumError",
    "StatisticsError",
    "Sums",
    "UnknownCategoryError",
    "against_known",
    "crosstab",
    "crosstabs",
    "digest_input",
    "distribution",
    "hide_in_line",
    "histogram",
    "mean",
    "median",
    "multiple_response",
    "order_statistic_ranks",
    "quantile",
    "share",
    "student_quantile",
    "suppress",
    "suppress_estimate",
    "suppress_groups",
    "table_from_sums",
    "total",
    "wilson",
]
