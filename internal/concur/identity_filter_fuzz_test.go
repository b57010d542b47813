package concur_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

// FuzzAFilterMeansWhatItSays holds that no text leaves its quotes: Concur can read every
// filter that is made of what somebody searches for, and it finds who has that text.
func FuzzAFilterMeansWhatItSays(f *testing.F) {
	kit := testkit.New(f, testkit.CompanyOnly())
	for _, seed := range []string{
		"rita", `"`, `\`, `\"`, `x" or active eq true or userName eq "`, "a\nb", "é", "\x00", ") or (", "\u2028", "<&>", "a\tb", "\xff",
	} {
		f.Add(seed, seed, seed)
	}
	f.Add("", "", "Rita Alves")
	f.Add("haldenreyes", "RITA", "")
	f.Fuzz(func(t *testing.T, login, email, name string) {
		if len(login)+len(email)+len(name) > 1000 || !utf8.ValidString(login+email+name) {
			t.Skip()
		}
		filter := concur.UserFilter{Login: login, Email: email, Name: name}.SCIM()
		page, err := kit.Session.SearchUsers(t.Context(), filter, "")
		require.NoError(t, err, filter)
		for _, person := range page.People {
			require.Contains(t, strings.ToLower(person.UserName), strings.ToLower(login), filter)
			require.Contains(t, strings.ToLower(person.UserName), strings.ToLower(email), filter)
		}
	})
}
