package caller_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
)

func writeTokens(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "callers.json")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func tokenGate(t *testing.T, path string) *caller.Gate {
	t.Helper()
	gate, err := caller.OpenTokens(path, []string{"default", "finance"}, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	return gate
}

func jsonOf(t *testing.T, entries ...caller.Entry) string {
	t.Helper()
	text, err := json.Marshal(entries)
	require.NoError(t, err)
	return string(text)
}

func TestATokenNamesItsHolder(t *testing.T) {
	t.Parallel()
	first, ada := caller.NewToken("ada")
	second, audit := caller.NewToken("audit")
	audit.Profile, audit.ReadOnly, audit.Confirm, audit.Company = "finance", true, "all", true
	gate := tokenGate(t, writeTokens(t, jsonOf(t, ada, audit)))
	in, _ := enter(gate, request(first))
	assert.Equal(t, caller.Caller{Principal: "token/ada", Name: "ada"}, in)
	in, _ = enter(gate, request(second))
	assert.Equal(t, caller.Caller{
		Principal: "token/audit", Name: "audit", Profile: "finance", ReadOnly: true, Confirm: "all", Company: true,
	}, in)
}

func TestUnknownTokensLetNobodyIn(t *testing.T) {
	t.Parallel()
	token, entry := caller.NewToken("ada")
	require.Regexp(t, `^cmcp_[A-Za-z0-9_-]{43}$`, token)
	gate := tokenGate(t, writeTokens(t, jsonOf(t, entry)))
	other, _ := caller.NewToken("ada")
	for _, wrong := range []string{other, entry.SHA256, strings.ToUpper(token), token[:len(token)-1], token + "=", "ada", "cmcp_"} {
		challenge, words := refused(t, http.StatusUnauthorized, gate, request(wrong))
		assert.Contains(t, challenge, `Bearer error="invalid_token"`)
		assert.Contains(t, words, "not known")
	}
	challenge, _ := refused(t, http.StatusUnauthorized, gate, request(""))
	assert.Equal(t, `Bearer realm="concur-mcp"`, challenge)
}

func TestATokenIsGoodThroughItsLastDay(t *testing.T) {
	t.Parallel()
	path := writeTokens(t, "[]")
	synctest.Test(t, func(t *testing.T) { // It begins on 2000-01-01 at midnight UTC.
		token, entry := caller.NewToken("ada")
		entry.Expires = "2000-01-02"
		require.NoError(t, os.WriteFile(path, []byte(jsonOf(t, entry)), 0o600))
		gate := tokenGate(t, path)
		time.Sleep(48*time.Hour - time.Second)
		in, _ := enter(gate, request(token))
		assert.Equal(t, "token/ada", in.Principal)
		time.Sleep(time.Second)
		_, words := refused(t, http.StatusUnauthorized, gate, request(token))
		assert.Contains(t, words, "expired")
	})
}

func TestAFileThatCannotBeMeantIsRefused(t *testing.T) {
	t.Parallel()
	token, ada := caller.NewToken("ada")
	_, bob := caller.NewToken("bob")
	sameName, sameToken, typo, unsure := bob, ada, bob, bob
	sameName.Name, sameToken.Name, typo.Profile, unsure.Confirm = "ada", "bob", "fnance", "some"
	for name, c := range map[string]struct{ text, words string }{
		"nothing":             {"", "no JSON array"},
		"an object":           {`{"name": "ada"}`, "no JSON array"},
		"two arrays":          {"[] []", "something follows"},
		"an unknown member":   {`[{"name": "ada", "sha256": "` + ada.SHA256 + `", "readonly": true}]`, `unknown field "readonly"`},
		"a name twice":        {jsonOf(t, ada, sameName), "caller 2: there is a caller ada already"},
		"a token twice":       {jsonOf(t, ada, sameToken), "caller 2: another one has the same token"},
		"an unknown profile":  {jsonOf(t, typo), `caller 1: profile: there is no "fnance"`},
		"an unknown confirm":  {jsonOf(t, unsure), `caller 1: confirm: "some" is none of all, irreversible and none`},
		"no name":             {`[{"sha256": "` + ada.SHA256 + `"}]`, "caller 1: name"},
		"a name with a slash": {`[{"name": "a/b", "sha256": "` + ada.SHA256 + `"}]`, "caller 1: name"},
		"the token itself":    {`[{"name": "ada", "sha256": "` + token + `"}]`, "caller 1: sha256"},
		"the token as a name": {`[{"name": "` + token + `x` + strings.Repeat("y", 20) + `", "sha256": ""}]`, "caller 1: name"},
		"a digest in capitals": {
			`[{"name": "ada", "sha256": "` + strings.ToUpper(ada.SHA256) + `"}]`, "lower-case",
		},
		"no day": {`[{"name": "ada", "sha256": "` + ada.SHA256 + `", "expires": "2026-02-30"}]`, "YYYY-MM-DD"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := caller.OpenTokens(writeTokens(t, c.text), []string{"default"}, slog.New(slog.DiscardHandler))
			require.ErrorContains(t, err, c.words)
			assert.NotContains(t, err.Error(), token)
		})
	}
}

func TestAFileWithoutEndIsNotRead(t *testing.T) {
	t.Parallel()
	_, err := caller.OpenTokens(writeTokens(t, strings.Repeat(" ", 5<<20)), nil, slog.New(slog.DiscardHandler))
	require.ErrorContains(t, err, "larger than 4 MB")
	_, err = caller.OpenTokens(t.TempDir(), nil, slog.New(slog.DiscardHandler))
	require.ErrorContains(t, err, "it is no file")
}

func TestAFileThatOthersCanReachIsRefused(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no permissions for the group and for everybody.")
	}
	for _, mode := range []os.FileMode{0o644, 0o640, 0o604, 0o620, 0o602, 0o601} {
		t.Run(fmt.Sprintf("%#o", mode), func(t *testing.T) {
			t.Parallel()
			path := writeTokens(t, "[]")
			require.NoError(t, os.Chmod(path, mode))
			_, err := caller.OpenTokens(path, nil, slog.New(slog.DiscardHandler))
			require.ErrorContains(t, err, "chmod 600")
			require.ErrorContains(t, caller.AddToken(path, someEntry("ada")), "chmod 600")
		})
	}
}

func someEntry(name string) caller.Entry {
	_, entry := caller.NewToken(name)
	return entry
}

func TestAReplacedFileCountsAtOnce(t *testing.T) {
	t.Parallel()
	token, ada := caller.NewToken("ada")
	path := writeTokens(t, jsonOf(t, ada))
	log, written := journal()
	gate, err := caller.OpenTokens(path, nil, log)
	require.NoError(t, err)
	known := func(shown string) bool {
		in, _ := enter(gate, request(shown))
		return in.Principal != ""
	}
	require.True(t, known(token))

	fresh, bob := caller.NewToken("bob")
	require.NoError(t, caller.AddToken(path, bob))
	assert.True(t, known(fresh), "added")
	assert.True(t, known(token), "stayed")

	later := func(change func()) { // The clock of a file may be coarse.
		change()
		now := time.Now().Add(time.Duration(written.Len()+1) * time.Second)
		require.NoError(t, os.Chtimes(path, now, now))
	}
	later(func() { require.NoError(t, os.WriteFile(path, []byte(jsonOf(t, bob)), 0o600)) })
	assert.False(t, known(token), "taken back")
	assert.True(t, known(fresh))

	assert.NotContains(t, written.String(), "is not used")
	later(func() { require.NoError(t, os.WriteFile(path, []byte(`[{"name": "ada"`), 0o600)) })
	assert.True(t, known(fresh), "what was there before stays in force")
	assert.True(t, known(fresh))
	assert.Equal(t, 1, strings.Count(written.String(), "is not used"), "once is enough")

	require.NoError(t, os.Remove(path))
	assert.False(t, known(fresh), "without the file nobody gets in")
	assert.False(t, known(fresh))
	assert.Equal(t, 1, strings.Count(written.String(), "nobody gets in"))

	require.NoError(t, os.WriteFile(path, []byte(jsonOf(t, ada)), 0o600))
	assert.True(t, known(token), "mended")
	assert.False(t, known(fresh))
}

func TestOpeningAFileToOthersIsNoticedWhileRunning(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no permissions for the group and for everybody.")
	}
	token, ada := caller.NewToken("ada")
	path := writeTokens(t, jsonOf(t, ada))
	log, written := journal()
	gate, err := caller.OpenTokens(path, nil, log)
	require.NoError(t, err)
	require.NoError(t, os.Chmod(path, 0o666))
	in, _ := enter(gate, request(token))
	assert.Equal(t, "token/ada", in.Principal)
	assert.Contains(t, written.String(), "chmod 600")
}

func TestAddingFollowsALinkAndLeavesTheFileToItsOwner(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "callers.json")
	require.NoError(t, caller.AddToken(path, someEntry("ada")))
	link := filepath.Join(t.TempDir(), "link.json")
	if err := os.Symlink(path, link); err != nil {
		t.Skip("This machine allows no links:", err)
	}
	require.NoError(t, caller.AddToken(link, someEntry("bob")))
	info, err := os.Lstat(link)
	require.NoError(t, err)
	assert.NotZero(t, info.Mode()&os.ModeSymlink)
	info, err = os.Lstat(path)
	require.NoError(t, err)
	if runtime.GOOS != "windows" {
		assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	}
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Contains(t, string(text), `"bob"`)
	require.ErrorContains(t, caller.AddToken(path, someEntry("bob")), "already")
}
