package tools_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/tools"
)

// shade has a closed set of values.
type shade string

func (shade) Values() []string { return []string{"light", "dark"} }

// code is read from text.
type code string

func (c *code) UnmarshalText(text []byte) error {
	if len(text) != 3 {
		return errors.New("a code has three letters")
	}
	*c = code(strings.ToUpper(string(text)))
	return nil
}

type place struct {
	City string `json:"city"`
	Zip  string `json:"zip,omitempty" max:"5"`
}

type everything struct {
	Name   string            `json:"name" max:"5"`
	Count  int               `json:"count,omitempty"`
	Rate   float64           `json:"rate,omitempty"`
	Amount json.Number       `json:"amount,omitempty"`
	Flag   *bool             `json:"flag,omitempty"`
	Text   *string           `json:"text,omitempty" max:"5"`
	Shade  shade             `json:"shade,omitempty"`
	Shades []shade           `json:"shades,omitempty"`
	Code   code              `json:"code,omitempty"`
	Codes  []code            `json:"codes,omitempty"`
	Day    tools.Date        `json:"day,omitzero"`
	Words  []string          `json:"words,omitempty"`
	Extra  map[string]string `json:"extra,omitempty"`
	Place  *place            `json:"place,omitempty"`
	Places []place           `json:"places,omitempty"`
	tools.Page
	Unlisted string `json:"-"`
}

// run gives the arguments as the tool gets them.
func run(t *testing.T, args string) (everything, error) {
	t.Helper()
	same := func(_ context.Context, _ *tools.Call, in everything) (everything, error) { return in, nil }
	tool := tools.New(tools.Definition{Name: "test", Effect: tools.Read}, same)
	out, err := tool.Run(t.Context(), nil, json.RawMessage(args))
	if err != nil {
		return everything{}, err
	}
	return out.(everything), nil
}

func TestArgumentsBecomeValues(t *testing.T) {
	t.Parallel()
	day, err := tools.ParseDate("2026-03-31")
	require.NoError(t, err)
	for _, c := range []struct {
		name, args string
		want       everything
	}{
		{"a text", `{"name":"Rita"}`, everything{Name: "Rita"}},
		{"five letters are five characters", `{"name":"éééé€"}`, everything{Name: "éééé€"}},
		{"numbers", `{"name":"a","count":3,"rate":1.5,"amount":84.20}`, everything{Name: "a", Count: 3, Rate: 1.5, Amount: "84.20"}},
		{"numbers in quotes", `{"name":"a","count":"3","rate":"1.5","amount":"84.20"}`, everything{
			Name: "a", Count: 3, Rate: 1.5, Amount: "84.20",
		}},
		{"a whole number with decimals", `{"name":"a","count":3.0}`, everything{Name: "a", Count: 3}},
		{"a whole number with an exponent, in quotes", `{"name":"a","count":"-3e2"}`, everything{Name: "a", Count: -300}},
		{"a long number keeps its digits", `{"name":"a","amount":123456789012345678.90}`, everything{Name: "a", Amount: "123456789012345678.90"}},
		{"a switch", `{"name":"a","flag":false}`, everything{Name: "a", Flag: new(false)}},
		{"a switch in quotes", `{"name":"a","flag":"true"}`, everything{Name: "a", Flag: new(true)}},
		{"null is not given", `{"name":"a","flag":null,"day":null,"words":null}`, everything{Name: "a"}},
		{"an empty text that may be empty", `{"name":"a","text":""}`, everything{Name: "a", Text: new("")}},
		{"one of a set", `{"name":"a","shade":"dark"}`, everything{Name: "a", Shade: "dark"}},
		{"several of a set", `{"name":"a","shades":["dark","light"]}`, everything{Name: "a", Shades: []shade{"dark", "light"}}},
		{"a value that reads itself", `{"name":"a","code":"eur"}`, everything{Name: "a", Code: "EUR"}},
		{"several of them", `{"name":"a","codes":["eur","usd"]}`, everything{Name: "a", Codes: []code{"EUR", "USD"}}},
		{"one where several may be", `{"name":"a","codes":"eur","words":"x"}`, everything{Name: "a", Codes: []code{"EUR"}, Words: []string{"x"}}},
		{"a day", `{"name":"a","day":"2026-03-31"}`, everything{Name: "a", Day: day}},
		{"free names", `{"name":"a","extra":{"x":"y"}}`, everything{Name: "a", Extra: map[string]string{"x": "y"}}},
		{"something nested", `{"name":"a","place":{"city":"Porto"}}`, everything{Name: "a", Place: &place{City: "Porto"}}},
		{"several nested", `{"name":"a","places":[{"city":"Porto"},{"city":"Lisbon","zip":"1000"}]}`, everything{
			Name: "a", Places: []place{{City: "Porto"}, {City: "Lisbon", Zip: "1000"}},
		}},
		{"the arguments of a page", `{"name":"a","limit":"7","cursor":"c","fields":["x"]}`, everything{
			Name: "a", Page: tools.Page{Limit: new(7), Cursor: "c", Fields: []string{"x"}},
		}},
		{"marks that scripts from right to left need", `{"name":"\u05d0\u200f"}`, everything{Name: "\u05d0\u200f"}},
		{"line breaks and tabs", `{"name":"a\nb\t"}`, everything{Name: "a\nb\t"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := run(t, c.args)
			require.NoError(t, err)
			assert.Equal(t, c.want, got)
		})
	}
}

func TestArgumentsThatDoNotFitAreNamed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, args, argument, message string }{
		{"nothing", ``, "name", "name: is required"},
		{"null", `null`, "name", "name: is required"},
		{"a list", `["name"]`, "", "JSON object"},
		{"a text for something nested", `{"name":"a","places":["Porto"]}`, "places[0]", "must be a JSON object with named values: city, zip"},
		{"half a thing", `{"name":`, "", "JSON object"},
		{"two things", `{"name":"a"}{}`, "", "JSON object"},
		{"a required null", `{"name":null}`, "name", "is required"},
		{"a required empty text", `{"name":""}`, "name", "is empty"},
		{"blanks", `{"name":"  "}`, "name", "is empty"},
		{"a name in other letters", `{"Name":"a"}`, "", "unknown argument Name; valid names are name, count"},
		{"two unknown names", `{"name":"a","z":1,"y":2}`, "", "unknown argument y, z;"},
		{"what is not for agents", `{"name":"a","Unlisted":"x"}`, "", "unknown argument Unlisted"},
		{"a number for a text", `{"name":3}`, "name", "must be a string, not 3"},
		{"an object for a text", `{"name":{}}`, "name", "must be a string, not an object"},
		{"six characters", `{"name":"abcdef"}`, "name", "has 6 characters; Concur takes 5"},
		{"six characters that may be left out", `{"name":"a","text":"abcdef"}`, "text", "has 6 characters"},
		{"a text for a number", `{"name":"a","count":"three"}`, "count", `must be a whole number, not the string "three"`},
		{"a broken number", `{"name":"a","count":1.5}`, "count", "must be a whole number, not 1.5"},
		{"a number that is too large", `{"name":"a","count":1e30}`, "count", "must be a whole number"},
		{"an amount that is none", `{"name":"a","amount":"12,50"}`, "amount", "must be a number"},
		{"an amount of blanks", `{"name":"a","amount":" "}`, "amount", "must be a number"},
		{"a number for a switch", `{"name":"a","flag":1}`, "flag", "must be true or false, not 1"},
		{"a list for a switch", `{"name":"a","flag":[true]}`, "flag", "must be true or false, not a list"},
		{"none of a set", `{"name":"a","shade":"grey"}`, "shade", `"grey" is not one of light, dark`},
		{"none of a set in a list", `{"name":"a","shades":["dark","grey"]}`, "shades[1]", "not one of"},
		{"what does not read itself", `{"name":"a","code":"euro"}`, "code", "three letters"},
		{"a number for what reads itself", `{"name":"a","code":978}`, "code", "must be a string, not 978"},
		{"a day that no month has", `{"name":"a","day":"2026-02-30"}`, "day", "not a day of the calendar"},
		{"a list for free names", `{"name":"a","extra":["x"]}`, "extra", "JSON object"},
		{"a number under a free name", `{"name":"a","extra":{"x":1}}`, "extra.x", "must be a string"},
		{"something missing below", `{"name":"a","place":{}}`, "place.city", "is required"},
		{"something unknown below", `{"name":"a","place":{"city":"x","street":"y"}}`, "place", "argument street; valid names are city, zip"},
		{"something too long below", `{"name":"a","places":[{"city":"x","zip":"123456"}]}`, "places[0].zip", "has 6 characters"},
		{"a bell", "{\"name\":\"a\\u0007\"}", "name", "control character U+0007"},
		{"a NUL", "{\"name\":\"a\\u0000\"}", "name", "control character U+0000"},
		{"a word that turns the rest around", "{\"name\":\"a\\u202eb\"}", "name", "control character U+202E"},
		{"a tag that nobody sees", "{\"name\":\"a\U000E0041\"}", "name", "control character U+E0041"},
		{"a NUL in a list", "{\"name\":\"a\",\"words\":[\"\\u0000\"]}", "words[0]", "control character"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := run(t, c.args)
			var wrong *tools.ArgumentError
			require.ErrorAs(t, err, &wrong)
			assert.Contains(t, wrong.Error(), c.message)
			assert.Equal(t, c.argument, wrong.Argument)
			assert.Equal(t, string(tools.NothingChanged), wrong.WhatChanged())
			assert.NotEmpty(t, wrong.NextStep())
			assert.Equal(t, c.argument, wrong.Details()["argument"])
		})
	}
}

func TestAllThatIsMissingIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	type in struct {
		GroupBy string `json:"group_by"`
		From    string `json:"from"`
		To      string `json:"to,omitempty"`
		Place   place  `json:"place"`
	}
	tool := tools.New(tools.Definition{Name: "test", Effect: tools.Read},
		func(context.Context, *tools.Call, in) (in, error) { return in{}, nil })
	for args, want := range map[string]string{
		`{}`:                        "Give group_by, from, place.",
		`{"from":"x","place":null}`: "Give group_by, place.",
		`{"group_by":"x","from":"x","place": {}}`: "Give place.city.",
	} {
		_, err := tool.Run(t.Context(), nil, json.RawMessage(args))
		problem, ok := errors.AsType[tools.Problem](err)
		require.True(t, ok, args)
		assert.Equal(t, want, problem.NextStep(), args)
	}
}

func TestAnErrorDoesNotRepeatMuchOfWhatWasSent(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 10_000)
	for _, args := range []string{
		`{"` + long + `":1}`, `{"name":"a","shade":"` + long + `"}`, `{"name":"a","count":"` + long + `"}`,
		`{"name":"a","day":"` + long + `"}`, `{"name":"a","extra":{"` + long + `":1}}`,
	} {
		_, err := run(t, args)
		require.Error(t, err)
		assert.Less(t, len(err.Error()), 400)
	}
}
