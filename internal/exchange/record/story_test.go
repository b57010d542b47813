package record

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/exchange"
	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/catalog"
)

// People of the sample company, by login.
const (
	rita = "rita.alves@haldenreyes.example"
	tom  = "tom.berg@haldenreyes.example"
)

// step is a tool call of somebody.
type step struct {
	login, tool string
	arguments   string
	// keep is the member of the result that later arguments take in the place of its name in braces.
	keep string
}

// TestWhatIsRecordedPlaysBack holds that a recording is as good as the original: the
// same calls, with the same replacements in their arguments, send what was
// recorded, and come to the same results. Where that fails for a new tool, the client
// decides by a member that is replaced: if its values are nobody's, such as codes of
// Concur, it goes on the list in rules.go.
func TestWhatIsRecordedPlaysBack(t *testing.T) {
	t.Parallel()
	simulated, err := simulator.New(simulator.Options{Now: today})
	require.NoError(t, err)
	folder := filepath.Join(t.TempDir(), "made", "exchanges")
	tap := &tap{next: simulated.Transport()}
	recorder, err := New(Settings{
		Folder: folder, Program: "test", Next: tap, Logger: slog.New(slog.NewTextHandler(failing{t}, nil)), Key: testKey, Now: today,
	})
	require.NoError(t, err)

	steps := append(readings(t), mainJob()...)
	original := newOffice(t, simulated, recorder)
	results, calls := run(t, original, steps, nil)
	said := tap.said(t, recorder.disguise)
	assert.Greater(t, len(said.became), 500, "there was something to replace")

	t.Run("nothing of the company is in the files", func(t *testing.T) {
		t.Parallel()
		nothingLeaks(t, folder, tap)
	})
	t.Run("and the story can be played again", func(t *testing.T) {
		t.Parallel()
		player := &player{t: t, routes: recorder.routes, tokens: withSubject(recorder.disguise, simulated.Transport()), left: recorded(t, folder)}
		replayed, _ := run(t, newOffice(t, simulated, player), calls, said)
		for i, call := range calls {
			if notPlayed()[call.tool] == "" {
				said.same(t, call.tool, results[i], replayed[i])
			}
		}
		assert.Empty(t, player.left, "what was recorded and not asked for")
	})
}

// readings are the examples of the tools that only read.
func readings(t *testing.T) []step {
	t.Helper()
	var steps []step
	for _, tool := range catalog.Tools(catalog.Deps{}) {
		text, err := os.ReadFile(filepath.Join("..", "..", "..", "testdata", "examples", tool.Name+".json"))
		if tool.Effect != tools.Read || err != nil {
			continue
		}
		example := struct {
			As        string          `json:"as"`
			Arguments json.RawMessage `json:"arguments"`
		}{As: rita}
		require.NoError(t, json.Unmarshal(text, &example), tool.Name)
		steps = append(steps, step{login: example.As, tool: tool.Name, arguments: string(example.Arguments)})
	}
	require.Greater(t, len(steps), 8)
	return steps
}

// mainJob is a report from its creation to its return.
func mainJob() []step {
	return []step{
		{rita, "create_report", `{"name": "Porto acceptance, second visit", "business_purpose": "Line 4 für Ana & José"}`, "report_id"},
		{rita, "create_report_expense", `{"report_id": "{report_id}", "expense_type": "Taxi", "transaction_date": "2026-11-18", "amount": 23.4,
			"currency": "EUR", "vendor": "Taxi Invicta"}`, "expense_id"},
		{rita, "attach_receipt_to_expense", `{"report_id": "{report_id}", "expense_id": "{expense_id}", "file_content": "JVBERi0xLjQKJSVFT0YK",
			"media_type": "application/pdf"}`, ""},
		{rita, "list_report_expenses", `{"report_id": "{report_id}"}`, ""},
		{rita, "submit_report", `{"report_id": "{report_id}"}`, ""},
		{rita, "update_report", `{"report_id": "{report_id}", "name": "Too late"}`, ""},
		{tom, "send_back_report", `{"report_id": "{report_id}", "comment": "Please name who went along, Rita."}`, ""},
		{rita, "get_report", `{"report_id": "{report_id}"}`, ""},
		{rita, "get_report", `{"report_id": "0123456789ABCDEF0123"}`, ""},
	}
}

// notPlayed are the tools whose results the replacements change, and why.
func notPlayed() map[string]string {
	return map[string]string{
		"search_attendees":          "finds by a part of a name, and a part is not replaced as the whole is",
		"get_expense_receipt_image": "fetches an address of the simulator's, which is written as somewhere else",
		"v3_get_receipt_image":      "fetches an address of the simulator's, which is written as somewhere else",
	}
}

// run makes the calls, and gives the results and the calls as they were made. With
// replacements they are of calls that were made before.
func run(t *testing.T, o *office, steps []step, with *saying) (results []json.RawMessage, made []step) {
	t.Helper()
	known := map[string]string{}
	for _, s := range steps {
		for name, value := range known {
			s.arguments = strings.ReplaceAll(s.arguments, "{"+name+"}", value)
		}
		arguments := json.RawMessage(s.arguments)
		if with != nil {
			arguments = with.arguments(t, arguments)
		}
		answer := o.call(s.login, s.tool, arguments)
		results, made = append(results, answer.Structured), append(made, s)
		if s.keep != "" && with == nil {
			var members map[string]any
			require.NoError(t, json.Unmarshal(answer.Structured, &members), s.tool)
			id := find(members, s.keep)
			require.NotEmpty(t, id, "%s: %s", s.tool, answer.Structured)
			known[s.keep] = id
		}
	}
	return results, made
}

// find looks for a member at any depth.
func find(value any, name string) string {
	switch value := value.(type) {
	case map[string]any:
		if text, ok := value[name].(string); ok {
			return text
		}
		for _, inner := range value {
			if text := find(inner, name); text != "" {
				return text
			}
		}
	case []any:
		for _, inner := range value {
			if text := find(inner, name); text != "" {
				return text
			}
		}
	}
	return ""
}

// failing fails the test when something is logged.
type failing struct{ t *testing.T }

func (f failing) Write(line []byte) (int, error) {
	f.t.Errorf("logged: %s", line)
	return len(line), nil
}

// player answers with the recorded exchanges, each once, and compares strictly.
type player struct {
	t      *testing.T
	routes routes
	tokens http.RoundTripper

	mu   sync.Mutex
	left []recordedFile
}

type recordedFile struct {
	name string
	exchange.Exchange
}

func (p *player) RoundTrip(r *http.Request) (*http.Response, error) {
	operation, known := p.routes.find(r.Method, r.URL.EscapedPath())
	if !assert.True(p.t, known) {
		return nil, http.ErrNotSupported
	}
	if strings.HasPrefix(operation.Name, "oauth_") {
		return p.tokens.RoundTrip(r)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	var why []error
	for i, candidate := range p.left {
		if !strings.HasPrefix(candidate.name, operation.Name+"/") {
			continue
		}
		err := candidate.Request.Compare(r)
		if err == nil {
			p.left = slices.Delete(p.left, i, i+1)
			return candidate.Answer(r), nil
		}
		why = append(why, err)
	}
	assert.Fail(p.t, fmt.Sprintf("%s %s was not recorded: %v", r.Method, r.URL, why))
	return nil, http.ErrNotSupported
}

// recorded reads all files but those with tokens, in the order of their numbers.
func recorded(t *testing.T, folder string) []recordedFile {
	t.Helper()
	paths, err := filepath.Glob(folder + "/*/*.json")
	require.NoError(t, err)
	var all []recordedFile
	for _, path := range paths {
		name := filepath.Base(filepath.Dir(path)) + "/" + strings.TrimSuffix(filepath.Base(path), ".json")
		e, err := exchange.Read(folder, name)
		require.NoError(t, err)
		assert.Equal(t, exchange.Recorded, e.Origin)
		assert.Equal(t, "test, 2026-11-20", e.Source)
		if !strings.HasPrefix(name, "oauth_") {
			all = append(all, recordedFile{name, e})
		}
	}
	require.Greater(t, len(all), 20)
	return all
}

// nothingLeaks searches the files for whatever tells whose they are: every id, token
// and address that was on the wire, and every name and text of the sample company.
func nothingLeaks(t *testing.T, folder string, tap *tap) {
	t.Helper()
	var written bytes.Buffer
	paths, err := filepath.Glob(folder + "/*/*.json")
	require.NoError(t, err)
	for _, path := range paths {
		info, err := os.Stat(path)
		require.NoError(t, err)
		assert.Equal(t, os.FileMode(fileMode), info.Mode().Perm())
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		written.Write(text)
	}
	text, lower := written.String(), strings.ToLower(written.String())
	secrets := append(onTheWire(tap), ofTheCompany(t)...)
	require.Greater(t, len(secrets), 300)
	for _, secret := range secrets {
		// A short name may stand in the middle of another word, as Porto does in ReportOwner.
		if len(secret) < 10 {
			assert.False(t, standsAlone(text, secret), "%q is in the files", secret)
			continue
		}
		if strings.Contains(lower, strings.ToLower(secret)) { // The files are too long to be printed.
			t.Errorf("%q is in the files", secret)
		}
	}
}

func standsAlone(text, word string) bool {
	for rest := text; ; {
		at := strings.Index(rest, word)
		if at < 0 {
			return false
		}
		before, _ := utf8.DecodeLastRuneInString(rest[:at])
		rest = rest[at+len(word):]
		after, _ := utf8.DecodeRuneInString(rest)
		if !unicode.IsLetter(before) && !unicode.IsLetter(after) {
			return true
		}
	}
}

// onTheWire are the ids, tokens and addresses that passed, by their looks.
func onTheWire(tap *tap) []string {
	looks := regexp.MustCompile(`[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f-]{22}|\b[0-9A-Fa-f]{20,}\b|` +
		`eyJ[\w.-]{20,}|gW[\w$-]{8,}|[\w.+-]+@[\w.-]+\w`)
	found := map[string]bool{}
	for _, p := range tap.passed {
		for _, text := range []string{p.url, string(p.sent), string(p.received), p.bearer} {
			for _, secret := range looks.FindAllString(text, -1) {
				found[secret] = true
			}
		}
		found[p.bearer] = p.bearer != ""
	}
	var all []string
	for secret, is := range found {
		if is {
			all = append(all, secret)
		}
	}
	return all
}

// ofTheCompany are the names and texts of the sample company's data.
func ofTheCompany(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("..", "..", "simulator", "seed*.json"))
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	var all []string
	for _, path := range paths {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		var content any
		require.NoError(t, json.Unmarshal(text, &content))
		all = append(all, personal("", content)...)
	}
	return append(all, "Rita", "Alves", "Porto", "Invicta", "José", "Too late", "went along", simulator.ClientSecret)
}

// personal are the texts of several words, and the names of people, in some data.
func personal(name string, value any) []string {
	switch value := value.(type) {
	case map[string]any:
		var all []string
		for name, inner := range value {
			all = append(all, personal(name, inner)...)
		}
		return all
	case []any:
		var all []string
		for _, inner := range value {
			all = append(all, personal(name, inner)...)
		}
		return all
	case string:
		named := slices.Contains([]string{"given", "family", "login", "phone", "vendor"}, name) && len(value) > 3
		if named || len(strings.Fields(value)) > 2 || strings.Contains(value, "@") {
			return []string{value}
		}
	}
	return nil
}
