"""Chinese working days: which days are worked, and the date n working days after another.

The package `chinesecalendar` knows the State Council's arrangements for the years it was released for; the
catalogue's 节假日 sheet extends and corrects it. A year nobody has arranged is an error that says what to do,
never a silent Monday-to-Friday.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta

_ONE_DAY = timedelta(days=1)


class CalendarUnknown(ValueError):
    """The calendar cannot say whether a day is worked; the message is a Chinese sentence for the user."""


class WorkCalendar:
    """The package's calendar, extended and overridden day by day by the catalogue's 节假日 sheet.

    A year beyond the package counts as known once the sheet lists at least one day of it: Monday to Friday
    are worked except the listed 放假 days, and so are the listed 上班 days.
    """

    def __init__(self, holidays: Collection[date] = (), workdays: Collection[date] = ()) -> None:
        self._holidays = frozenset(_plain(day) for day in holidays)
        self._workdays = frozenset(_plain(day) for day in workdays)
        self._years = frozenset(day.year for day in self._holidays | self._workdays)
        if both := sorted(self._holidays & self._workdays):
            raise CalendarUnknown(
                f"节假日表把 {both[0]:%Y-%m-%d} 既写成放假又写成上班，请在规划目录“节假日”表中改正后重试"
            )

    def is_workday(self, day: date) -> bool:
        """Whether the day is worked. Raises `CalendarUnknown` for a year without arrangements."""
        day = _plain(day)
        if day in self._workdays:
            return True
        if day in self._holidays:
            return False
        known = _packaged(day)
        if known is not None:
            return known
        if day.year in self._years:
            return day.weekday() < 5
        raise CalendarUnknown(f"节假日表没有 {day.year} 年的安排，请在规划目录“节假日”表中补充后重试")

    def add_workdays(self, start: date, n: int) -> date:
        """The n-th working day after `start`, or before it where n is negative; `start` itself never counts.

        Raises `CalendarUnknown` when the count reaches a year without arrangements.
        """
        day, left = _plain(start), abs(n)
        step = _ONE_DAY if n >= 0 else -_ONE_DAY
        while left:
            day += step
            left -= self.is_workday(day)
        return day

    def workdays_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`: undoes `add_workdays`.

        Negative, counted back from the day before `start`, where `end` is earlier. Raises
        `CalendarUnknown` like `add_workdays`.
        """
        day, last = _plain(start), _plain(end)
        step, sign = (_ONE_DAY, 1) if last >= day else (-_ONE_DAY, -1)
        worked = 0
        while day != last:
            day += step
            worked += self.is_workday(day)
        return sign * worked


def _packaged(day: date) -> bool | None:
    """What the package says about a day; None for a year it does not know."""
    import chinese_calendar  # here, not above: loading its tables is slow, and most commands need no dates

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


def _plain(day: date) -> date:
    """A date without time: a datetime (or pandas Timestamp) equals no date and would match no holiday."""
    if day != day:  # pandas.NaT
        raise CalendarUnknown("日期没有填写，无法推算工作日，请填写后重试")
    return day.date() if isinstance(day, datetime) else day
