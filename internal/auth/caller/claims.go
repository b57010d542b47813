package caller

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// claims are those of an access token that go-oidc does not check (RFC 9068 section 2.2).
type claims struct {
	Expires   *numericDate `json:"exp"`
	NotBefore *numericDate `json:"nbf"`
	// Scope is the list of scopes by RFC 8693; Scp is what some providers write in its
	// place, as a text or a list.
	Scope words `json:"scope"`
	Scp   words `json:"scp"`
	// The names of OpenID Connect Core section 5.1. They are for pages alone: people
	// can change them.
	Name     string `json:"name"`
	Username string `json:"preferred_username"`
	Email    string `json:"email"`
}

// numericDate is a time in seconds since 1970, perhaps with a fraction (RFC 7519 section 2).
type numericDate struct{ time.Time }

var errNoDate = errors.New("a date is no number of seconds")

// latestSecond is about the year 9999; what is later overflows sooner or later.
const latestSecond = 253_402_300_799

// UnmarshalJSON implements json.Unmarshaler.
func (d *numericDate) UnmarshalJSON(text []byte) error {
	var seconds float64
	if err := json.Unmarshal(text, &seconds); err != nil || seconds < 0 || seconds > latestSecond {
		return errNoDate
	}
	d.Time = time.Unix(int64(math.Floor(seconds)), 0)
	return nil
}

// words is a list, or a text of words.
type words []string

// UnmarshalJSON implements json.Unmarshaler.
func (w *words) UnmarshalJSON(text []byte) error {
	if bytes.HasPrefix(text, []byte("[")) {
		return json.Unmarshal(text, (*[]string)(w))
	}
	var line string
	err := json.Unmarshal(text, &line)
	*w = strings.Fields(line)
	return err
}

func (c *claims) scopes() []string {
	return slices.Concat(c.Scope, c.Scp)
}

func (c *claims) checkTimes(now time.Time) *refusal {
	switch {
	case c.Expires == nil:
		return badToken("The token never expires: exp is missing.")
	case !now.Before(c.Expires.Add(leeway)):
		return badToken("The token has expired.")
	case c.NotBefore != nil && now.Add(leeway).Before(c.NotBefore.Time):
		return badToken("The token is not valid yet.")
	default:
		return nil
	}
}

// longestSubject is what OpenID Connect Core section 2 allows, in bytes.
const longestSubject = 255

// subjectIsSound refuses subjects that look like others in a log or a store.
func subjectIsSound(subject string) bool {
	return subject != "" && len(subject) <= longestSubject && strings.TrimSpace(subject) == subject &&
		utf8.ValidString(subject) && !strings.ContainsFunc(subject, unseen)
}

// unseen reports what is not shown: control characters, and those that turn text around.
func unseen(c rune) bool { return !unicode.IsPrint(c) }

const longestName = 80

// display is what people are shown on pages.
func (c *claims) display(subject string) string {
	name := cmp.Or(c.Name, c.Username, c.Email, subject)
	name = strings.Map(func(r rune) rune {
		if unseen(r) {
			return -1
		}
		return r
	}, name)
	if runes := []rune(name); len(runes) > longestName {
		name = string(runes[:longestName-1]) + "…"
	}
	return name
}
