package view

import (
	"strings"
	"time"
)

// Instant shows a time of v3, which is UTC without saying so and has up to three
// fraction digits, as RFC 3339 to the second. What is not such a time stays as
// it is.
func Instant(v3 string) string {
	at, err := time.Parse("2006-01-02T15:04:05", strings.TrimSuffix(v3, "Z"))
	if err != nil {
		return v3
	}
	return at.Format(time.RFC3339)
}

// Day shows the calendar day of a date or time of Concur.
func Day(value string) string {
	day, _, _ := strings.Cut(value, "T")
	return day
}
