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

	"github.com/concur-mcp/concur-mcp/internal/testkit"
	"github.com/concur-mcp/concur-mcp/tools"
)

// mostCharacters is what a result may have: every client takes so many.
const mostCharacters = 25_000

// page is a result of a list tool, whatever its rows are called.
type page struct {
	total      *int
	next, note string
	lists      map[string][]json.RawMessage
}

func pageOf(t *testing.T, result testkit.Result) page {
	t.Helper()
	var members map[string]json.RawMessage
	result.Into(&members)
	assert.Less(t, len(result.Structured), mostCharacters)
	assert.Less(t, len(result.Text), mostCharacters)
	p := page{lists: map[string][]json.RawMessage{}}
	for name, raw := range members {
		var list []json.RawMessage
		switch {
		case name == "total":
			require.NoError(t, json.Unmarshal(raw, &p.total))
		case name == "next_cursor":
			require.NoError(t, json.Unmarshal(raw, &p.next))
		case name == "note":
			require.NoError(t, json.Unmarshal(raw, &p.note))
		case name != "untrusted_text" && json.Unmarshal(raw, &list) == nil:
			p.lists[name] = list
		}
	}
	return p
}

// listTool is a tool that pages, with the arguments of its example.
type listTool struct {
	kit       *testkit.Kit
	name      string
	arguments map[string]any
}

// call calls the tool with arguments besides its own.
func (l listTool) call(more map[string]any) testkit.Result {
	arguments := maps.Clone(l.arguments)
	maps.Copy(arguments, more)
	return l.kit.Call(l.name, arguments)
}

// walk follows the cursor to the end, and gives the pages.
func (l listTool) walk(t *testing.T, limit int, fields ...string) []page {
	t.Helper()
	const farthest = 700
	var pages []page
	for cursor := ""; len(pages) < farthest; cursor = pages[len(pages)-1].next {
		more := map[string]any{"limit": limit, "cursor": cursor}
		if len(fields) > 0 {
			more["fields"] = fields
		}
		p := pageOf(t, l.call(more))
		if pages = append(pages, p); p.next == "" {
			return pages
		}
	}
	require.Fail(t, "the list never ends", l.name)
	return nil
}

// rowsMember is the list that is paged. Others, such as the policies of a group,
// stay the same on each page.
func rowsMember(t *testing.T, whole, first page) string {
	t.Helper()
	var found []string
	for _, name := range slices.Sorted(maps.Keys(whole.lists)) {
		if len(whole.lists[name]) > len(first.lists[name]) || len(whole.lists) == 1 {
			found = append(found, name)
		}
	}
	if len(found) == 0 { // no list is longer than one row
		for _, name := range slices.Sorted(maps.Keys(whole.lists)) {
			if len(whole.lists[name]) <= 1 {
				return name
			}
		}
	}
	require.Len(t, found, 1, "one list is paged")
	return found[0]
}

func rowsOf(pages []page, member string) []string {
	var rows []string
	for _, p := range pages {
		for _, row := range p.lists[member] {
			rows = append(rows, string(row))
		}
	}
	return rows
}

func takes(tool tools.Tool, argument string) bool {
	return strings.Contains(string(tool.InputSchema()), `"`+argument+`":`)
}

// TestListsArePaged finds lists that could not be read to their end.
func TestListsArePaged(t *testing.T) {
	t.Parallel()
	list := regexp.MustCompile(`(^|_)(list|search)_`)
	eachTool(t, func(t *testing.T, tool tools.Tool) {
		t.Helper()
		// It adds up what it does not show, so that nothing is left to be fetched.
		addsUp := tool.Name == "summarize_spend"
		if tool.Effect != tools.Read || addsUp {
			return
		}
		if list.MatchString(tool.Name) || takes(tool, "limit") || takes(tool, "cursor") {
			for _, paging := range []string{"limit", "cursor", "fields"} {
				assert.True(t, takes(tool, paging), "%s takes no %s", tool.Name, paging)
			}
		}
	})
}

// eachList runs a test for every reading tool that pages, on the sample company.
func eachList(t *testing.T, check func(*testing.T, listTool)) {
	t.Helper()
	eachTool(t, func(t *testing.T, tool tools.Tool) {
		t.Helper()
		if !takes(tool, "cursor") {
			return
		}
		example := testkit.ExampleOf(t, tool.Name)
		l := listTool{kit: example.Kit(t, testkit.WithCompany(), testkit.Only(tool.Name)), name: tool.Name, arguments: map[string]any{}}
		if len(example.Arguments) > 0 {
			require.NoError(t, json.Unmarshal(example.Arguments, &l.arguments))
		}
		for _, paging := range []string{"limit", "cursor", "fields"} {
			delete(l.arguments, paging)
		}
		check(t, l)
	})
}

func TestAListIsTheSameInPagesOfAnySize(t *testing.T) {
	t.Parallel()
	eachList(t, func(t *testing.T, l listTool) {
		t.Helper()
		whole, ones := l.walk(t, 200), l.walk(t, 1)
		member := rowsMember(t, whole[0], ones[0])
		rows := rowsOf(whole, member)
		assert.Equal(t, rows, rowsOf(ones, member), "row by row it is the same list")
		for i, p := range ones {
			assert.LessOrEqual(t, len(p.lists[member]), 1)
			assert.Equal(t, i < len(ones)-1, p.next != "")
		}
		if len(whole) == 1 {
			require.NotNil(t, whole[0].total, "what fits one page is counted")
			assert.Equal(t, len(rows), *whole[0].total)
		}
		if len(rows) == 0 {
			assert.NotEmpty(t, whole[0].note, "an empty list says why")
		}
	})
}

func TestAListStaysReadableWithAllItsFields(t *testing.T) {
	t.Parallel()
	eachList(t, func(t *testing.T, l listTool) {
		t.Helper()
		summary, all := l.walk(t, 200), l.walk(t, 200, "all") // each page is held to its size
		member := rowsMember(t, summary[0], pageOf(t, l.call(map[string]any{"limit": 1})))
		assert.Len(t, rowsOf(all, member), len(rowsOf(summary, member)))
		failure := l.call(map[string]any{"fields": []string{"no_such_field"}}).Failure()
		assert.Equal(t, "nothing_changed", failure["changed"])
		assert.Contains(t, failure["message"], `"no_such_field" is not a field`)
		for _, row := range rowsOf(all, member) {
			var members map[string]json.RawMessage
			require.NoError(t, json.Unmarshal([]byte(row), &members))
			for name := range members {
				assert.Contains(t, failure["message"], name, "the valid names are told")
			}
		}
	})
}

func TestAListRefusesWhatIsNoPage(t *testing.T) {
	t.Parallel()
	eachList(t, func(t *testing.T, l listTool) {
		t.Helper()
		for about, more := range map[string]map[string]any{"limit": {"limit": 0}, "cursor": {"cursor": "bm90IG91cnM"}} {
			failure := l.call(more).Failure()
			assert.Equal(t, "nothing_changed", failure["changed"])
			assert.Contains(t, failure["message"], about)
		}
		assert.Contains(t, l.call(map[string]any{"limit": 201}).Failure()["message"], "200")
	})
}
