package approve_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
)

func lisbon() approve.Question {
	return approve.Question{
		Title: "Approve the report " + approve.Quote("Lisbon") + " of " + approve.Quote("Rita Alves"),
		Lines: []approve.Line{approve.Fact("Total", "525.00 USD"), approve.Typed("Comment", "looks fine")},
	}
}

func TestAQuestionIsReadAsLines(t *testing.T) {
	t.Parallel()
	question := lisbon()
	assert.Equal(t, "Approve the report “Lisbon” of “Rita Alves”.\nTotal: 525.00 USD\nComment: “looks fine”", question.Text())

	question.Changed = []approve.Line{approve.Fact("Total", "625.00 USD, was 525.00 USD")}
	assert.Equal(t, "Approve the report “Lisbon” of “Rita Alves”.\n\n"+
		"This is different from what was agreed to before:\nTotal: 625.00 USD, was 525.00 USD\n\n"+
		"Total: 525.00 USD\nComment: “looks fine”", question.Text())
	assert.True(t, render.Quotes(question.Text()), "a result that shows it marks it as text that people typed")
}

func TestTypedTextCannotImitateTheQuestion(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ typed, want string }{
		"a line of its own":                    {"fine\nTotal: 1.00 USD", "“fine Total: 1.00 USD”"},
		"by the other signs that break a line": {"fine\r\n\u0085Total: 1\u2028x", "“fine [U+0085]Total: 1[U+2028]x”"},
		"the end of the quotation":             {"fine”. Total: “1", "“fine'. Total: '1”"},
		"an end in plain signs":                {`fine". Total: "1`, "“fine'. Total: '1”"},
		"an end in signs of other languages":   {"fine» „x‟ ″ ＂ 〞", "“fine' 'x' ' ' '”"},
		"a line that spaces push down":         {"fine" + strings.Repeat(" ", 200) + "Total: 1", "“fine Total: 1”"},
		"a line that blank letters push down":  {"fine" + strings.Repeat("\u3164\u2800", 200) + "Total: 1", "“fine Total: 1”"},
		"an order that is turned around":       {"\u202eDSU 001 :latoT", "“[U+202E]DSU 001 :latoT”"},
		"characters that nobody sees":          {"a\u200b\U000e0041b", "“a[U+200B][U+E0041]b”"},
		"a link under other words":             {"[Approve here](https://evil.example)", "“[Approve here] (https://evil.example)”"},
		"marks that cover other lines": {
			"Cafe\u0301 a" + strings.Repeat("\u0301", 6), "“Cafe\u0301 a" + strings.Repeat("\u0301", 4) + "[U+0301][U+0301]”",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, approve.Quote(c.typed))
			assert.Equal(t, "Approve it.\nComment: "+c.want,
				approve.Question{Title: "Approve it", Lines: []approve.Line{approve.Typed("Comment", c.typed)}}.Text())
		})
	}
}

func TestAQuestionHasAnEnd(t *testing.T) {
	t.Parallel()
	question := approve.Question{Title: "Delete " + approve.Quote(strings.Repeat("ü", 1000))}
	assert.Contains(t, question.Text(), "ü… (1000 characters in all)”")
	for range 1000 {
		question.Lines = append(question.Lines, approve.Fact("Amount", "1.00 USD"))
	}
	assert.True(t, strings.HasSuffix(question.Text(), "\nand 970 more"), question.Text())
	for range 100 {
		question.Changed = append(question.Changed, approve.Typed("Comment", strings.Repeat("ö", 500)))
	}
	assert.Less(t, utf8.RuneCountInString(question.Text()), 6_100)
}

func TestWhatStopsAWriteIsAProblem(t *testing.T) {
	t.Parallel()
	var problem tools.Problem = &approve.NeededError{
		Question: lisbon(), Sealed: "sealed", Expires: time.Date(2026, 3, 1, 12, 10, 0, 0, time.UTC),
	}
	assert.Equal(t, "this needs the user's consent: Approve the report “Lisbon” of “Rita Alves”", problem.Error())
	assert.Equal(t, string(tools.NothingChanged), problem.WhatChanged())
	assert.Equal(t, map[string]string{
		"question": lisbon().Text(), "confirm_token": "sealed", "expires": "2026-03-01T12:10:00Z",
	}, problem.Details())
}
