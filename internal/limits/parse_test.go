package limits_test

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/limits"
)

// schema is the one for editors. It is held to Parse here: what one of them takes or
// refuses, so does the other.
func schema(t *testing.T) *jsonschema.Resolved {
	t.Helper()
	text, err := os.ReadFile("../../docs/limits.schema.json")
	require.NoError(t, err)
	var s jsonschema.Schema
	require.NoError(t, json.Unmarshal(text, &s))
	resolved, err := s.Resolve(nil)
	require.NoError(t, err)
	return resolved
}

func validate(t *testing.T, text string) error {
	t.Helper()
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		return err
	}
	return schema(t).Validate(value)
}

func TestRulesThatAreRightAreRightByTheSchemaToo(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"every rule":                  string(example(t)),
		"no rule":                     `{}`,
		"a rule that is switched off": `{"own_reports_only": false}`,
		"hours to the end of the day": `{"working_hours": {"days": ["Sun"], "from": "00:00", "to": "24:00", "time_zone": "UTC"}}`,
		"everything refused":          `{"refuse_tools": ["*"]}`,
		"an amount of nothing":        `{"max_create": {"JPY": 0}}`,
		"a caller without rules":      `{"principals": {"oidc/00u1": {}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := limits.Parse([]byte(text))
			require.NoError(t, err)
			assert.NoError(t, validate(t, text))
		})
	}
}

func TestAMistakeIsToldWithItsPlaceAndWhatWouldBeRight(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text, want string
		// onlyParse means that a schema cannot say it.
		onlyParse bool
	}{
		{"no object", `[]`, `limits: [] is no object; write {...}.`, false},
		{"null", `null`, `limits: null is no object`, false},
		{"not JSON", `{"max_create": }`, `limits: {"max_create": } is no object`, false},
		{"a rule that is none", `{"max_aprove": {}}`, `limits.max_aprove: is no rule; did you mean max_approve?`, false},
		{"a rule like no other", `{"nonesuch": {}}`, `limits.nonesuch: is no rule.`, false},
		{"another case", `{"Max_Create": {"EUR": 1}}`, `limits.Max_Create: is no rule; did you mean max_create?`, false},
		{"a rule twice", `{"writes_per_day": 1, "writes_per_day": 9}`, `limits.writes_per_day: is given twice; keep one.`, true},
		{"a currency in small letters", `{"max_create": {"eur": "1"}}`, `limits.max_create.eur: "eur" is no currency; write EUR.`, false},
		{"a currency by name", `{"max_create": {"Euro !": "1"}}`, `limits.max_create["Euro !"]: "Euro !" is no currency; write a code`, false},
		{"no currency", `{"max_submit": {}}`, `limits.max_submit: is empty; name a currency`, false},
		{"an amount with its currency", `{"max_create": {"EUR": "500 EUR"}}`, `limits.max_create.EUR: "500 EUR" is no amount`, false},
		{"an amount below zero", `{"max_approve": {"EUR": -5}}`, `limits.max_approve.EUR: -5 is no amount`, false},
		{"an amount with an exponent", `{"max_approve": {"EUR": "1e9"}}`, `limits.max_approve.EUR: "1e9" is no amount`, false},
		{"an amount without end", `{"max_approve": {"EUR": 1e300}}`, `limits.max_approve.EUR: 1e300 is no amount`, false},
		{"yes", `{"no_self_approval": "yes"}`, `limits.no_self_approval: "yes" is neither true nor false.`, false},
		{"no types", `{"expense_types": []}`, `limits.expense_types: is empty; name something, or leave it out.`, false},
		{"a type as a number", `{"expense_types": ["A", 5]}`, `limits.expense_types[1]: 5 is no text; write it in quotes.`, false},
		{"types as text", `{"expense_types": "A"}`, `limits.expense_types: "A" is no list; write [...].`, false},
		{"a policy with a blank", `{"policies": [" Travel"]}`, `limits.policies[0]: " Travel" is empty, or has blanks around it`, false},
		{"a policy twice", `{"policies": ["A", "A"]}`, `limits.policies[1]: "A" is given twice; keep one.`, false},
		{"no writes", `{"writes_per_hour": 0}`, `limits.writes_per_hour: 0 is no number of writes; write a whole number from 1`, false},
		{"half a write", `{"writes_per_hour": 1.5}`, `limits.writes_per_hour: 1.5 is no number of writes`, false},
		{
			"a day that is none", `{"working_hours": {"days": ["Mon", "Funday"], "from": "08:00", "to": "18:00", "time_zone": "UTC"}}`,
			`limits.working_hours.days[1]: "Funday" is no day; use Mon, Tue, Wed, Thu, Fri, Sat, Sun.`, false,
		},
		{
			"a time that is none", `{"working_hours": {"days": ["Mon"], "from": "8", "to": "18:00", "time_zone": "UTC"}}`,
			`limits.working_hours.from: "8" is no time of day; write it as "08:30".`, false,
		},
		{
			"hours over midnight", `{"working_hours": {"days": ["Mon"], "from": "22:00", "to": "06:00", "time_zone": "UTC"}}`,
			`limits.working_hours: to, 06:00, is not after from, 22:00; hours over midnight cannot be said.`, true,
		},
		{
			"a zone that is none", `{"working_hours": {"days": ["Mon"], "from": "08:00", "to": "18:00", "time_zone": "Mars/Base"}}`,
			`limits.working_hours.time_zone: "Mars/Base" is no time zone; write an IANA name such as Europe/Berlin.`, true,
		},
		{
			"the zone of the machine", `{"working_hours": {"days": ["Mon"], "from": "08:00", "to": "18:00", "time_zone": "Local"}}`,
			`limits.working_hours.time_zone: "Local" is no time zone`, false,
		},
		{
			"hours without a zone", `{"working_hours": {"days": ["Mon"], "from": "08:00", "to": "18:00"}}`,
			`limits.working_hours.time_zone: is missing.`, false,
		},
		{
			"a star in the middle", `{"refuse_tools": ["delete_*_v3"]}`,
			`limits.refuse_tools[0]: "delete_*_v3" is no name of a tool; a * may stand at its end only.`, false,
		},
		{
			"callers within a caller", `{"principals": {"local": {"principals": {}}}}`,
			`limits.principals.local.principals: is no rule`, false,
		},
		{
			"a rule of a caller", `{"principals": {"token/ci": {"max_create": {"EUR": "x"}}}}`,
			`limits.principals["token/ci"].max_create.EUR: "x" is no amount`, false,
		},
		{"nobody", `{"principals": {"": {}}}`, `limits.principals[""]: is nobody`, false},
		{
			"a caller by the bare name", `{"principals": {"ci": {"max_create": {"EUR": "1"}}}}`,
			`limits.principals.ci: is nobody; use a name such as local, token/NAME or oidc/SUBJECT.`, false,
		},
		{"a token of no name", `{"principals": {"token/": {}}}`, `limits.principals["token/"]: is nobody`, false},
		{
			"an expression without a message", `{"expressions": [{"name": "a", "refuse_when": "true"}]}`,
			`limits.expressions[0].message: is missing.`, false,
		},
		{
			"an expression with another member", `{"expressions": [{"name": "a", "refuse_when": "true", "message": "No.", "tool": "x"}]}`,
			`limits.expressions[0].tool: is no rule; did you mean tools?`, false,
		},
		{
			"an expression that is none", `{"expressions": [{"name": "a", "refuse_when": "amount >", "message": "No."}]}`,
			`limits.expressions[0].refuse_when: `, true,
		},
		{
			"a fact that is none", `{"expressions": [{"name": "a", "refuse_when": "amout > 5", "message": "No."}]}`,
			`refuse_when: undeclared reference to 'amout'`, true,
		},
		{
			"an expression of other types", `{"expressions": [{"name": "a", "refuse_when": "amount > 'x'", "message": "No."}]}`,
			`no matching overload`, true,
		},
		{
			"an expression without an answer", `{"expressions": [{"name": "a", "refuse_when": "amount", "message": "No."}]}`,
			`it gives decimal, not true or false`, true,
		},
		{
			"two expressions of a name", `{"expressions": [{"name": "a", "refuse_when": "true", "message": "No."},
				{"name": "a", "refuse_when": "true", "message": "No."}]}`,
			`limits.expressions[1].name: "a" is the name of another; choose one.`, true,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := limits.Parse([]byte(c.text))
			var mistakes limits.Mistakes
			require.ErrorAs(t, err, &mistakes)
			require.ErrorContains(t, err, c.want)
			assert.Len(t, mistakes, 1, "one mistake is told once: %v", mistakes)
			assert.Regexp(t, `[^.?][.?]$`, mistakes[0], "a sentence has one end")
			assert.Equal(t, c.onlyParse, validate(t, c.text) == nil, "what the schema says")
		})
	}
}

func TestAllMistakesAreToldAtOnce(t *testing.T) {
	t.Parallel()
	_, err := limits.Parse([]byte(`{"max_create": {"eur": "x"}, "polices": [], "working_hours": {"days": [1]}, "principals": {"local": []}}`))
	var mistakes limits.Mistakes
	require.ErrorAs(t, err, &mistakes)
	assert.Len(t, mistakes, 9)
	for _, mistake := range mistakes {
		assert.Regexp(t, `^limits[^ ]*: .*[.?]$`, mistake)
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{
		`{}`, `{"max_create": {"EUR": "1"}}`, `{"principals": {"a": {"policies": ["x"]}}}`,
		`{"expressions": [{"name": "a", "refuse_when": "amount > 5", "message": "No."}]}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		rules, err := limits.Parse(raw)
		if err != nil {
			var mistakes limits.Mistakes
			require.True(t, errors.As(err, &mistakes) && len(mistakes) > 0)
			for _, mistake := range mistakes {
				require.True(t, strings.HasPrefix(mistake, "limits"), mistake)
			}
			return
		}
		require.True(t, json.Valid(raw))
		_, _ = rules.Words(), rules.Needs(entering(asIs))
		_, _ = rules.Check(entering(asIs)), rules.Check(limits.Facts{})
	})
}
