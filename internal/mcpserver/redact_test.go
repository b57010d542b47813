package mcpserver_test

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/internal/journal"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
	"github.com/concur-mcp/concur-mcp/tools"
)

// whoIsWho is what is personal in the sample company: names, logins and numbers of
// employees and attendees, and the ends of cards.
func whoIsWho(t *testing.T) *regexp.Regexp {
	t.Helper()
	known := map[string]bool{}
	gather := func(kit *testkit.Kit, tool string, arguments any, about ...string) {
		result := kit.Call(tool, arguments)
		require.False(t, result.Failed, result.Text)
		var members any
		require.NoError(t, json.Unmarshal(result.Structured, &members))
		visit("", members, func(path, text string) {
			if slices.Contains(about, path[strings.LastIndexByte(path, '.')+1:]) {
				for word := range strings.FieldsSeq(text) {
					known[strings.Trim(word, ",.")] = true
				}
			}
		})
	}
	whole := testkit.Args{"fields": []string{"all"}, "limit": 200}
	kit := testkit.New(t, testkit.WithCompany(), testkit.As(testkit.Ada))
	gather(kit, "list_users", whole, "given_name", "family_name", "login", "email", "employee_number")
	gather(kit, "search_attendees", whole, "first_name", "last_name", "external_id")
	cards := testkit.ExampleOf(t, "list_card_transactions")
	gather(cards.Kit(t, testkit.WithCompany()), "list_card_transactions", cards.Arguments, "card_ends_with")
	for _, one := range []string{"Rita", "Alves", "Berg", testkit.Rita, "100482", "Fontaine", "crm-20417"} {
		require.Contains(t, known, one)
	}
	words := slices.Sorted(maps.Keys(known))
	for i, word := range words {
		words[i] = regexp.QuoteMeta(word)
	}
	return regexp.MustCompile(`\b(` + strings.Join(words, "|") + `)\b`)
}

// notPersonal are texts of the sample company that hold a name all the same: of the
// company itself, and in a comment, where no member says that it is one.
var notPersonal = strings.NewReplacer("Halden & Reyes", "", "Dinner with Claire Fontaine of Lumiere Labs.", "")

func TestNobodyIsNamedInARedactedResult(t *testing.T) {
	t.Parallel()
	personal := whoIsWho(t)
	eachTool(t, func(t *testing.T, tool tools.Tool) {
		t.Helper()
		example := testkit.ExampleOf(t, tool.Name)
		open := example.Kit(t, testkit.WithCompany(), testkit.Only(tool.Name)).Call(tool.Name, example.Arguments)
		masked := example.Kit(t, testkit.WithCompany(), testkit.Only(tool.Name), testkit.Redacted()).Call(tool.Name, example.Arguments)
		require.False(t, masked.Failed, masked.Text)
		for _, text := range append(masked.Notes, masked.Text) {
			assert.NotRegexp(t, personal, notPersonal.Replace(text))
		}
		assert.Equal(t, places(t, open.Structured), places(t, masked.Structured), "nothing else is gone, and ids and codes stay")
	})
}

// argumentsOf are the arguments of a call.
func argumentsOf(t *testing.T, arguments json.RawMessage) (members any) {
	t.Helper()
	require.NoError(t, json.Unmarshal(arguments, &members))
	return members
}

// TestNobodyIsNamedInARedactedQuestion has each write confirmed through the agent, which
// reads what it said itself again, and nobody else's name.
func TestNobodyIsNamedInARedactedQuestion(t *testing.T) {
	t.Parallel()
	personal := whoIsWho(t)
	eachWrite(t, func(t *testing.T, tool tools.Tool) {
		t.Helper()
		example := testkit.ExampleOf(t, tool.Name)
		kit := example.Kit(t, testkit.WithCompany(), testkit.Only(tool.Name), testkit.Redacted(),
			testkit.Under(approve.Policy{Confirm: approve.All}))
		result := kit.Call(tool.Name, example.Arguments)
		visit("", argumentsOf(t, example.Arguments), func(_, text string) {
			result.Text = strings.ReplaceAll(result.Text, text, "")
		})
		assert.True(t, result.Asks, result.Text)
		assert.NotRegexp(t, personal, notPersonal.Replace(result.Text))
	})
}

// places are the members of a result, with what ids and codes they hold. The undo of a
// write is left out where it is masked, and each write has an id of its own.
func places(t *testing.T, result json.RawMessage) []string {
	t.Helper()
	var members map[string]any
	require.NoError(t, json.Unmarshal(result, &members))
	delete(members, "undo")
	delete(members, "write_id")
	delete(members, render.UntrustedMember) // It lists the undo too.
	var found []string
	visit("", members, func(path, text string) {
		if strings.HasSuffix(path, "_id") && path != "external_id" || strings.HasSuffix(path, "_code") {
			path += " " + text
		}
		found = append(found, strings.ReplaceAll(path, "external_id "+text, "external_id"))
	})
	slices.Sort(found)
	return found
}

func TestOnlyWhatIsShownIsMasked(t *testing.T) {
	t.Parallel()
	const bank, number = "DE89 3704 0044 0532 0130 00", "4111 1111 1111 1111"
	kit := testkit.New(t, testkit.Redacted())
	added := kit.Call("add_comment", testkit.Args{
		"report_id": testkit.ReportID(t, "Porto plant visit"), "comment": "Pay " + bank + " or " + number + ", ask " + testkit.Tom,
	})
	require.False(t, added.Failed, added.Text)
	for _, text := range []string{bank, number, testkit.Tom} {
		assert.NotContains(t, added.Text, text)
		assert.Contains(t, string(kit.Sent("create_report_comment").RequestBody), text, "Concur gets what was said")
	}
	assert.Contains(t, added.Text, "Pay DE** **** or ****, ask t***@haldenreyes.example")
	refused := kit.Call("get_report", testkit.Args{"report_id": "80E70D8FB63DAA9EA906", "user": "nobody@haldenreyes.example"})
	require.True(t, refused.Failed)
	assert.NotContains(t, refused.Text+string(refused.Structured), "nobody@", "nor does a failure tell")
}

func TestAFailureThatNamesSomebodyIsMasked(t *testing.T) {
	t.Parallel()
	adding := func(options ...testkit.Option) string {
		kit := testkit.New(t, options...)
		var made struct {
			V3ID string `json:"v3_id"`
		}
		kit.Call("create_attendee", testkit.Args{"type": "Business Guest", "first_name": "Pedro", "last_name": "Nunes"}).Into(&made)
		result := kit.Call("set_expense_attendees", testkit.With(testkit.Expense(t, doomed, 0), testkit.Args{
			"mode": "add", "attendees": []testkit.Args{{"attendee": made.V3ID}},
		}))
		require.True(t, result.Failed, result.Text)
		require.Contains(t, result.Text, made.V3ID)
		return result.Text + string(result.Structured)
	}
	assert.Contains(t, adding(), "“Pedro Nunes”")
	masked := adding(testkit.Redacted())
	assert.Contains(t, masked, "“P*** N***”")
	assert.NotContains(t, masked, "Nunes")
}

func TestAMaskedValueIsNoPartOfAnUndo(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, testkit.Redacted())
	report := testkit.ReportID(t, "Porto plant visit")
	purpose := func(words string) testkit.Args { return testkit.Args{"report_id": report, "business_purpose": words} }
	assert.Equal(t, purpose("Sensor line acceptance"), kit.Undoing("update_report", purpose("Ask "+testkit.Tom)).Arguments)
	undo := kit.Undoing("update_report", purpose("Ask somebody"))
	assert.Equal(t, "update_report", undo.Tool)
	assert.Empty(t, undo.Arguments, "nobody writes back what was masked")
	assert.Contains(t, undo.Note, "masked")
}

// TestNobodyIsNamedInAMaskedJournal has each write recorded, with what it is about, what was
// there before and how it can be undone.
func TestNobodyIsNamedInAMaskedJournal(t *testing.T) {
	t.Parallel()
	personal := whoIsWho(t)
	eachWrite(t, func(t *testing.T, tool tools.Tool) {
		t.Helper()
		example := testkit.ExampleOf(t, tool.Name)
		kit := example.Kit(t, testkit.WithCompany(), testkit.Only(tool.Name), testkit.Redacted())
		require.False(t, kit.Call(tool.Name, example.Arguments).Failed)
		count := 0
		require.NoError(t, kit.Journal.Records(t.Context(), journal.Filter{}, func(r journal.Record) error {
			written, err := json.Marshal(r)
			assert.NotRegexp(t, personal, notPersonal.Replace(string(written)))
			count++
			return err
		}))
		assert.NotZero(t, count)
	})
}
