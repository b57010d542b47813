package house

import (
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
	"github.com/concur-mcp/concur-mcp/internal/exchange"
)

const exchanges = root + "/testdata/exchanges"

// TestEveryExchangeIsPlayed finds files that nothing reads: a test names an
// exchange as the literal "operation/case".
func TestEveryExchangeIsPlayed(t *testing.T) {
	t.Parallel()
	played := literals(t)
	for _, name := range exchangeNames(t) {
		assert.True(t, played[name], "no test plays %s; name it as a literal in a test of internal/concur", name)
	}
}

func TestExchangesAreOfTheirOperations(t *testing.T) {
	t.Parallel()
	for _, name := range exchangeNames(t) {
		e, err := exchange.Read(exchanges, name)
		require.NoError(t, err)
		folder, _, _ := strings.Cut(name, "/")
		operation, known := catalogue.Lookup(folder)
		if assert.True(t, known, "%s: there is no such operation", name) {
			assert.Equal(t, operation.Method, e.Request.Method, name)
			assert.Regexp(t, template(operation), e.Request.Path, name)
		}
	}
}

// TestEveryOperationHasASuccessAndAnError: a client that knows only one of the two
// is half tested.
func TestEveryOperationHasASuccessAndAnError(t *testing.T) {
	t.Parallel()
	good, bad := map[string]bool{}, map[string]bool{}
	for _, name := range exchangeNames(t) {
		e, err := exchange.Read(exchanges, name)
		require.NoError(t, err)
		operation, _, _ := strings.Cut(name, "/")
		good[operation] = good[operation] || !refuses(e)
		bad[operation] = bad[operation] || refuses(e)
	}
	// Its page lists no errors.
	bad["oauth_jwks"] = true
	for _, operation := range catalogue.All() {
		assert.True(t, good[operation.Name], "%s has no exchange that works", operation.Name)
		assert.True(t, bad[operation.Name], "%s has no exchange that is refused", operation.Name)
	}
}

// refuses reports whether the answer says no; v3 does so with status 200 too.
func refuses(e exchange.Exchange) bool {
	body := strings.TrimLeft(e.Response.Text+string(e.Response.Body), "{ \r\n\t")
	return e.Response.Status >= http.StatusMultipleChoices || strings.HasPrefix(body, `"Error"`) || strings.HasPrefix(body, "<Error")
}

func exchangeNames(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(exchanges + "/*/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	names := make([]string, len(files))
	for i, file := range files {
		names[i] = filepath.Base(filepath.Dir(file)) + "/" + strings.TrimSuffix(filepath.Base(file), ".json")
	}
	return names
}

// template matches the paths of an operation.
func template(operation catalogue.Operation) string {
	path := regexp.QuoteMeta(operation.Path)
	path = strings.Replace(path, `\{status\}`, "[^/]*", 1) // of payment batches, which may be left out
	return "^" + regexp.MustCompile(`\\\{[A-Za-z]+\\\}`).ReplaceAllString(path, "[^/]+") + "$"
}

// literals are the strings of all tests that look like the name of an exchange.
func literals(t *testing.T) map[string]bool {
	t.Helper()
	found, name := map[string]bool{}, regexp.MustCompile(`"([a-z0-9_]+/[a-z0-9_]+)"`)
	require.NoError(t, filepath.WalkDir(root+"/internal", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, match := range name.FindAllSubmatch(text, -1) {
			found[string(match[1])] = true
		}
		return err
	}))
	return found
}
