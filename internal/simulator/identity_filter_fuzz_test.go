package simulator

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// FuzzFilter holds that every filter is read or refused, and that one that is read can be
// put to everybody.
func FuzzFilter(f *testing.F) {
	company, err := loadSeed(time.Date(2026, time.November, 20, 9, 0, 0, 0, time.UTC), newIDSource(1))
	require.NoError(f, err)
	for _, seed := range []string{
		"", " ", `userName eq "rita.alves@haldenreyes.example"`, `name.familyName co "al" and not (active eq false)`,
		`emails.value sw "a" or (nickName pr)`, `userName eq "a\"b"`, `userName eq "`, `((`, `))`, `not not not x`, `a eq`, `and`, `id eq null`,
		`emails[type eq "work"]`, `userName gt "a"`, "userName eq \"\x00\"", `userName EQ "A"`, strings.Repeat("(", 5000),
		strings.Repeat("not ", 5000),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		filter, err := parseFilter(text)
		if err != nil {
			require.NotEmpty(t, err.Error())
			return
		}
		for _, p := range company.people {
			filter(company, p)
		}
	})
}
