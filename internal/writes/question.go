package writes

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools/target"
)

// question puts into words what would happen: what it is about as it is now, and what the
// call says.
func (w *Writing) question(request concur.Write, about target.Target, same string) approve.Question {
	q := approve.Question{Title: w.call.Tool.Title, People: people(about)}
	if same != "" {
		q.Title += " once more"
		q.Lines = append(q.Lines, approve.Fact("Careful", same+"; unless that was undone since, there will be two"))
	}
	if about.Name != "" {
		q.Title += ": " + approve.Quote(about.Name)
	}
	q.Lines = append(q.Lines, facts(about)...)
	if request.Kind == auth.Company {
		q.Lines = append(q.Lines, approve.Fact("Done by", "the company's connection"))
	}
	q.Lines = append(q.Lines, w.said(about)...)
	return q
}

// people are the names in a target that are somebody's.
func people(about target.Target) []string {
	var names []string
	if about.Owner != "" {
		names = append(names, about.Owner)
	}
	if about.Kind == "attendee" && about.Name != "" {
		names = append(names, about.Name)
	}
	return names
}

// mostBlocking is how many blocking exceptions are shown in words: what the agent says comes
// after them, and is not to be pushed out of sight.
const mostBlocking = 5

// facts are what there is to know about a target.
func facts(t target.Target) []approve.Line {
	var lines []approve.Line
	add := func(there bool, line approve.Line) {
		if there {
			lines = append(lines, line)
		}
	}
	add(t.Part != "", approve.Typed("About", t.Part))
	add(t.Own, approve.Fact("Owner", "you"))
	add(!t.Own && t.Owner != "", approve.Typed("Owner", t.Owner))
	add(!t.Own && t.Owner == "" && t.OwnerID != "", approve.Fact("Owner", string(t.OwnerID)))
	if t.Total != nil {
		add(true, approve.Fact("Total", t.Total.String()))
	}
	if t.Count != nil {
		add(true, approve.Fact("Expenses", strconv.Itoa(*t.Count)))
	}
	add(t.Status != "", approve.Typed("Status", t.Status))
	kinds := tallied(t.Blocking)
	for i, blocking := range kinds {
		label := "Blocking exception"
		if blocking.times > 1 {
			label += fmt.Sprintf(" (%d times)", blocking.times)
		}
		add(i < mostBlocking, approve.Typed(label, blocking.words))
	}
	add(len(kinds) > mostBlocking, approve.Fact("Other kinds of blocking exceptions", strconv.Itoa(len(kinds)-mostBlocking)))
	add(t.Kind == "report" && t.Checked && len(t.Blocking) == 0, approve.Fact("Blocking exceptions", "none"))
	add(t.Kind == "report" && !t.Checked, approve.Fact("Blocking exceptions", "could not be read"))
	return lines
}

// tally is a sentence, and how often it is said: a missing receipt is for each expense.
type tally struct {
	words string
	times int
}

func tallied(all []string) []tally {
	var tallies []tally
	for _, words := range all {
		at := slices.IndexFunc(tallies, func(t tally) bool { return t.words == words })
		if at < 0 {
			tallies, at = append(tallies, tally{words: words}), len(tallies)
		}
		tallies[at].times++
	}
	return tallies
}

// said are the arguments of the call, which a person reads as what the agent wants. The id
// of a report that is shown by its name already is left out.
func (w *Writing) said(about target.Target) []approve.Line {
	given := map[string]json.RawMessage{}
	if json.Unmarshal(w.arguments, &given) != nil {
		return nil
	}
	var names []string
	for name := range given {
		if name != "file_content" && (name != "report_id" || about.Name == "") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	lines := make([]approve.Line, 0, len(names))
	for _, name := range names {
		lines = append(lines, approve.Typed(name, plainly(given[name])))
	}
	return lines
}

// plainly is a value as a person writes it.
func plainly(raw json.RawMessage) string {
	var compact bytes.Buffer
	if json.Compact(&compact, raw) != nil {
		return string(raw)
	}
	shown := anyValue.ReplaceAllStringFunc(compact.String(), withoutExponent)
	var text string
	if json.Unmarshal([]byte(shown), &text) == nil {
		return text
	}
	return shown
}

var (
	// anyValue finds the texts and the numbers of compact JSON.
	anyValue = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*`)
	// scientific is a number that nobody reads an amount from: 0.00005e7 is 500. Tools take
	// it in quotes, too.
	scientific = regexp.MustCompile(`^-?\d+(?:\.\d+)?[eE][+-]?0*\d{1,2}$`)
)

// withoutExponent adds to a number what it comes to.
func withoutExponent(value string) string {
	number := strings.Trim(value, `"`)
	if !scientific.MatchString(number) {
		return value
	}
	amount, err := decimal.NewFromString(number)
	if err != nil {
		return value
	}
	return strings.Replace(value, number, number+" = "+amount.String(), 1)
}

// again adds what differs from what was agreed to.
func (w *Writing) again(q approve.Question, granted, asked approve.Confirmation) approve.Question {
	switch {
	case granted.Tool != asked.Tool || granted.Arguments != asked.Arguments:
		q.Changed = append(q.Changed, approve.Fact("Arguments", "the consent was given for another call"))
	case granted.Version != asked.Version:
		q.Changed = append(q.Changed, approve.Fact("State",
			"it was changed since the question was asked, or the same was made; below is how it is now"))
	default:
		q.Changed = append(q.Changed, approve.Fact("Request", "what would be sent differs from what was agreed to"))
	}
	return q
}
