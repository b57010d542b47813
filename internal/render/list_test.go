package render_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/render"
)

type expense struct {
	ID     string      `json:"id"`
	Vendor render.Text `json:"vendor,omitempty"`
	Note   string      `json:"note,omitempty"`
}

type result struct {
	Expenses render.Rows `json:"expenses"`
	render.Listing
}

func expenses(n int) []expense {
	all := make([]expense, n)
	for i := range all {
		all[i] = expense{ID: strconv.Itoa(i), Vendor: "v" + render.Text(strconv.Itoa(i)), Note: "n"}
	}
	return all
}

// ids are those of the rows of a page.
func ids(t *testing.T, rows render.Rows) []string {
	t.Helper()
	raw, err := json.Marshal(rows)
	require.NoError(t, err)
	var list []expense
	require.NoError(t, json.Unmarshal(raw, &list))
	found := make([]string, len(list))
	for i, e := range list {
		found[i] = e.ID
	}
	return found
}

func TestAWholeListIsCutIntoPages(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ rows, limit, pages int }{
		{0, 10, 1}, {1, 10, 1}, {10, 10, 1}, {11, 10, 2}, {60, 0, 3}, {450, 200, 3}, {450, 9999, 3},
	} {
		t.Run(fmt.Sprintf("%d rows by %d", c.rows, c.limit), func(t *testing.T) {
			t.Parallel()
			all := expenses(c.rows)
			ask := render.Ask{Query: "q", Limit: c.limit, Fields: []string{"id"}}
			var seen []string
			for page := 1; ; page++ {
				rows, listing, err := render.Whole(all, ask, nil)
				require.NoError(t, err)
				assert.Equal(t, c.rows, *listing.Total)
				seen = append(seen, ids(t, rows)...)
				if listing.NextCursor == "" {
					assert.Equal(t, c.pages, page)
					break
				}
				require.Less(t, page, c.pages)
				ask.Cursor = listing.NextCursor
			}
			require.Len(t, seen, c.rows)
			for i, id := range seen {
				assert.Equal(t, strconv.Itoa(i), id, "in order, each once")
			}
		})
	}
}

// upstream gives rows in pages of its own size.
func upstream(all []expense, size int, asked *[]string) func(context.Context, string, int) (render.Batch[expense], error) {
	return func(_ context.Context, offset string, _ int) (render.Batch[expense], error) {
		*asked = append(*asked, offset)
		start := 0
		if offset != "" {
			start, _ = strconv.Atoi(offset)
		}
		end := min(start+size, len(all))
		batch := render.Batch[expense]{Rows: all[start:end]}
		if end < len(all) {
			batch.Next = strconv.Itoa(end)
		}
		return batch, nil
	}
}

func TestAPagedListFollowsUpstreamPages(t *testing.T) {
	t.Parallel()
	all := expenses(23)
	for _, size := range []int{1, 4, 5, 7, 10, 23, 50} {
		for _, limit := range []int{1, 5, 10, 25} {
			t.Run(fmt.Sprintf("upstream %d, asked for %d", size, limit), func(t *testing.T) {
				t.Parallel()
				var seen, asked []string
				ask := render.Ask{Query: "q", Limit: limit}
				for first := true; ; first = false {
					rows, listing, err := render.Paged(t.Context(), ask, []string{"id"}, upstream(all, size, &asked))
					require.NoError(t, err)
					assert.LessOrEqual(t, rows.Len(), limit)
					seen = append(seen, ids(t, rows)...)
					if listing.NextCursor == "" {
						assert.Equal(t, first, listing.Total != nil, "the total is known when everything is on one page")
						break
					}
					assert.Nil(t, listing.Total)
					ask.Cursor = listing.NextCursor
				}
				require.Len(t, seen, len(all))
				for i, id := range seen {
					assert.Equal(t, strconv.Itoa(i), id)
				}
			})
		}
	}
}

func TestAFullPageAsksForNoMore(t *testing.T) {
	t.Parallel()
	var asked []string
	_, listing, err := render.Paged(t.Context(), render.Ask{Limit: 10}, nil, upstream(expenses(50), 10, &asked))
	require.NoError(t, err)
	assert.Equal(t, []string{""}, asked)
	assert.NotEmpty(t, listing.NextCursor)
}

func TestAnErrorFromUpstreamEndsAList(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	_, _, err := render.Paged(t.Context(), render.Ask{}, nil, func(context.Context, string, int) (render.Batch[expense], error) {
		return render.Batch[expense]{}, broken
	})
	assert.ErrorIs(t, err, broken)
}

func TestAListStaysUnderItsSize(t *testing.T) {
	t.Parallel()
	all := expenses(200)
	for i := range all {
		all[i].Note = strings.Repeat("<", 1000)
	}
	ask := render.Ask{Query: "q", Limit: 200}
	seen := 0
	for {
		var out result
		var err error
		out.Expenses, out.Listing, err = render.Whole(all, ask, nil)
		require.NoError(t, err)
		raw, err := render.Encode(out)
		require.NoError(t, err)
		assert.Less(t, len(raw), 25_000)
		require.Positive(t, out.Expenses.Len())
		seen += out.Expenses.Len()
		if ask.Cursor = out.NextCursor; ask.Cursor == "" {
			break
		}
	}
	assert.Equal(t, 200, seen)
}

func TestARowThatIsTooLargeAloneStillComes(t *testing.T) {
	t.Parallel()
	all := []expense{{ID: "0", Note: strings.Repeat("x", 30_000)}, {ID: "1"}}
	rows, listing, err := render.Whole(all, render.Ask{}, nil)
	require.NoError(t, err)
	assert.Equal(t, []string{"0"}, ids(t, rows))
	rows, listing, err = render.Whole(all, render.Ask{Cursor: listing.NextCursor}, nil)
	require.NoError(t, err)
	assert.Equal(t, []string{"1"}, ids(t, rows))
	assert.Empty(t, listing.NextCursor)
}

func TestFieldsNarrowAndWidenRows(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		fields []string
		want   string
		places string
	}{
		{"the summary", nil, `[{"id":"0"}]`, ""},
		{"all", []string{"all"}, `[{"id":"0","vendor":"v0","note":"n"}]`, "expenses[].vendor"},
		{"chosen ones, in the order of the row", []string{"note", "id"}, `[{"id":"0","note":"n"}]`, ""},
		{"text of people", []string{"vendor"}, `[{"vendor":"v0"}]`, "expenses[].vendor"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var out result
			var err error
			out.Expenses, out.Listing, err = render.Whole(expenses(1), render.Ask{Fields: c.fields}, []string{"id"})
			require.NoError(t, err)
			members := encode(t, out)
			rows, err := json.Marshal(out.Expenses)
			require.NoError(t, err)
			assert.Equal(t, c.want, string(rows))
			if c.places == "" {
				assert.NotContains(t, members, "untrusted_text")
				return
			}
			assert.Equal(t, []any{c.places}, members["untrusted_text"])
		})
	}
}

func TestAnUnknownFieldIsAnsweredWithTheOnesThereAre(t *testing.T) {
	t.Parallel()
	_, _, err := render.Whole(expenses(1), render.Ask{Fields: []string{"id", strings.Repeat("x", 100)}}, nil)
	var fields *render.FieldsError
	require.ErrorAs(t, err, &fields)
	assert.Contains(t, err.Error(), "id, vendor, note, and all")
	assert.NotContains(t, err.Error(), strings.Repeat("x", 61))
}

func TestEmptyMembersAreLeftOutOfRows(t *testing.T) {
	t.Parallel()
	rows, _, err := render.Whole([]expense{{}}, render.Ask{Fields: []string{"all"}}, nil)
	require.NoError(t, err)
	raw, err := json.Marshal(rows)
	require.NoError(t, err)
	assert.JSONEq(t, `[{"id":""}]`, string(raw))
	rows, _, err = render.Whole([]expense{}, render.Ask{}, nil)
	require.NoError(t, err)
	raw, err = json.Marshal(rows)
	require.NoError(t, err)
	assert.Equal(t, `[]`, string(raw))
}

// forge makes a cursor with other contents.
func forge(t *testing.T, cursor, name string, value any) string {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	require.NoError(t, err)
	var members map[string]any
	require.NoError(t, json.Unmarshal(raw, &members))
	members[name] = value
	raw, err = json.Marshal(members)
	require.NoError(t, err)
	return base64.RawURLEncoding.EncodeToString(raw)
}

func TestACursorIsHeldToItsQueryAndForm(t *testing.T) {
	t.Parallel()
	all := expenses(10)
	ask := render.Ask{Query: "reports", Limit: 3}
	_, listing, err := render.Whole(all, ask, nil)
	require.NoError(t, err)
	good := listing.NextCursor
	for name, c := range map[string]struct{ query, cursor string }{
		"of another query":             {"expenses", good},
		"that is no base64":            {"reports", "?!"},
		"that is no JSON":              {"reports", base64.RawURLEncoding.EncodeToString([]byte("x"))},
		"cut off":                      {"reports", good[:len(good)-4]},
		"with a place before the list": {"reports", forge(t, good, "s", -1)},
		"with a place beyond any list": {"reports", forge(t, good, "s", 1e9)},
		"with an offset that is none":  {"reports", forge(t, good, "o", "a b?user=ALL&x")},
		"with an offset that is long":  {"reports", forge(t, good, "o", strings.Repeat("a", 301))},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := render.Whole(all, render.Ask{Query: c.query, Cursor: c.cursor}, nil)
			assert.ErrorIs(t, err, render.ErrCursor)
		})
	}
	rows, _, err := render.Whole(all, render.Ask{Query: "reports", Cursor: forge(t, good, "s", 99)}, nil)
	require.NoError(t, err)
	assert.Zero(t, rows.Len(), "the list became shorter meanwhile")
}

func TestAListOfEmptyPagesEnds(t *testing.T) {
	t.Parallel()
	fetched := 0
	_, _, err := render.Paged(t.Context(), render.Ask{Query: "q"}, nil,
		func(context.Context, string, int) (render.Batch[expense], error) {
			fetched++
			if fetched > 1_000 {
				return render.Batch[expense]{}, nil
			}
			return render.Batch[expense]{Next: strconv.Itoa(fetched)}, nil
		})
	require.ErrorContains(t, err, "empty pages")
}

func TestAListPausesWhereEnoughWasRead(t *testing.T) {
	t.Parallel()
	read := 0
	fetch := func(_ context.Context, offset string, _ int) (render.Batch[expense], error) {
		read++
		if offset == "third" {
			return render.Batch[expense]{Rows: expenses(1)}, nil
		}
		next := map[string]string{"": "second", "second": "third"}[offset]
		return render.Batch[expense]{Next: next, Pause: offset == "second"}, nil
	}
	rows, listing, err := render.Paged(t.Context(), render.Ask{Query: "q"}, nil, fetch)
	require.NoError(t, err)
	assert.Equal(t, 0, rows.Len())
	assert.Equal(t, 2, read, "the third page is left for the next call")
	assert.Nil(t, listing.Total)
	rows, listing, err = render.Paged(t.Context(), render.Ask{Query: "q", Cursor: listing.NextCursor}, nil, fetch)
	require.NoError(t, err)
	assert.Equal(t, 1, rows.Len())
	assert.Empty(t, listing.NextCursor)
}
