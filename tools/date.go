package tools

import (
	"fmt"
	"time"
)

// Date is a calendar day without a time, written YYYY-MM-DD.
type Date struct{ day time.Time }

// ParseDate reads YYYY-MM-DD and refuses days that do not exist and years
// outside 1990 to 2100, which are slips rather than expenses.
func ParseDate(s string) (Date, error) {
	day, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("%q is not a day of the calendar; write YYYY-MM-DD, for example 2026-03-31", clip(s))
	}
	if day.Year() < 1990 || day.Year() > 2100 {
		return Date{}, fmt.Errorf("the year of %s is not plausible; write YYYY-MM-DD, for example 2026-03-31", s)
	}
	return Date{day}, nil
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *Date) UnmarshalText(text []byte) error {
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// MarshalText implements encoding.TextMarshaler.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// IsZero reports whether no date was given.
func (d Date) IsZero() bool { return d.day.IsZero() }

// String is YYYY-MM-DD, or empty for the zero value.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.day.Format(time.DateOnly)
}

// Time is midnight UTC of the day.
func (d Date) Time() time.Time { return d.day }

// clip keeps what somebody sent short enough to be quoted in an error.
func clip(s string) string {
	const most = 60
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	return string(runes[:most]) + "…"
}
