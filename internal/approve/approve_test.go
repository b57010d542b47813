package approve_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/tools"
)

func TestWhatBecomesOfACall(t *testing.T) {
	t.Parallel()
	const run, ask, refuse = approve.Run, approve.Ask, approve.Refuse
	for name, c := range map[string]struct {
		policy approve.Policy
		of     approve.Override
		want   [5]approve.Verdict // in the order of tools.Effects
	}{
		"steps of a workflow and what deletes are asked about unless told otherwise": {want: [5]approve.Verdict{run, run, run, ask, ask}},
		"so they are where that is said": {
			policy: approve.Policy{Confirm: approve.Irreversible}, want: [5]approve.Verdict{run, run, run, ask, ask},
		},
		"all writes can be":                    {policy: approve.Policy{Confirm: approve.All}, want: [5]approve.Verdict{run, ask, ask, ask, ask}},
		"none need be":                         {policy: approve.Policy{Confirm: approve.None}, want: [5]approve.Verdict{run, run, run, run, run}},
		"a caller can be asked about more":     {of: approve.Override{Confirm: approve.All}, want: [5]approve.Verdict{run, ask, ask, ask, ask}},
		"a caller can be asked about less":     {of: approve.Override{Confirm: approve.None}, want: [5]approve.Verdict{run, run, run, run, run}},
		"a server that only reads writes none": {policy: approve.Policy{ReadOnly: true}, want: [5]approve.Verdict{run, refuse, refuse, refuse, refuse}},
		"a caller may be one who only reads":   {of: approve.Override{ReadOnly: true}, want: [5]approve.Verdict{run, refuse, refuse, refuse, refuse}},
		"no caller writes on a server that only reads": {
			policy: approve.Policy{ReadOnly: true}, of: approve.Override{Confirm: approve.None},
			want: [5]approve.Verdict{run, refuse, refuse, refuse, refuse},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for i, effect := range tools.Effects() {
				decision := c.policy.Decide(effect, c.of)
				assert.Equal(t, c.want[i], decision.Verdict, effect)
				assert.Equal(t, c.want[i] == run, decision.Reason == "", "what does not simply run has a reason, and nothing else does")
			}
		})
	}
}

func TestAnEffectThatNobodyKnowsIsAskedAbout(t *testing.T) {
	t.Parallel()
	assert.Equal(t, approve.Ask, approve.Policy{Confirm: approve.None}.Decide("explode", approve.Override{}).Verdict)
}

func TestWhatIsConfirmedIsReadFromSettings(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"all", "irreversible", "none", ""} {
		var c approve.Confirm
		assert.NoError(t, c.UnmarshalText([]byte(text)))
		assert.Equal(t, text, string(c))
	}
	var c approve.Confirm
	assert.EqualError(t, c.UnmarshalText([]byte("some")), `"some" is none of all, irreversible and none`)
}
