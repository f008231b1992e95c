"""Named errors: each says which input cannot be used and why. Messages are for developers, in English."""


class StatisticsError(ValueError):
    """Parent of every error this engine raises on purpose."""


class InvalidDesignError(StatisticsError):
    """The sampling design contradicts itself (negative weight, population below the sample…)."""


class SingleUnitStratumError(InvalidDesignError):
    """A stratum holds one sampling unit, so its variance cannot be estimated; merge it with a neighbour."""


class InvalidColumnError(StatisticsError):
    """A column holds a code without category, a number that is not finite, or has the wrong shape."""


class LengthMismatchError(StatisticsError):
    """Design, columns and domain do not describe the same rows."""


class UnknownCategoryError(StatisticsError):
    """A figure asks for a category that the column does not have."""


class EmptyBaseError(StatisticsError):
    """Nobody is in the base of the figure, so there is nothing to compute."""


class OutOfRangeError(StatisticsError):
    """A parameter or value lies outside what the method accepts."""
