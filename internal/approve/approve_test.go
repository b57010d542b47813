package approve_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/tools"
)

func TestWhatBecomesOfACall(t *testing.T) {
	t.Parallel()
	const run, ask, refuse = approve.Run, approve.Ask, approve.Refuse
	type verdicts [5]approve.Verdict // in the order of tools.Effects
	reading := verdicts{run, refuse, refuse, refuse, refuse}
	for name, c := range map[string]struct {
		policy approve.Policy
		of     approve.Override
		want   verdicts
	}{
		"steps of a workflow and what deletes are asked about unless told otherwise": {want: verdicts{run, run, run, ask, ask}},
		"so they are where that is said": {
			policy: approve.Policy{Confirm: approve.Irreversible}, want: verdicts{run, run, run, ask, ask},
		},
		"all writes can be":                    {policy: approve.Policy{Confirm: approve.All}, want: verdicts{run, ask, ask, ask, ask}},
		"none need be":                         {policy: approve.Policy{Confirm: approve.None}, want: verdicts{run, run, run, run, run}},
		"a caller can be asked about more":     {of: approve.Override{Confirm: approve.All}, want: verdicts{run, ask, ask, ask, ask}},
		"a caller can be asked about less":     {of: approve.Override{Confirm: approve.None}, want: verdicts{run, run, run, run, run}},
		"a server that only reads writes none": {policy: approve.Policy{ReadOnly: true}, want: reading},
		"a caller may be one who only reads":   {of: approve.Override{ReadOnly: true}, want: reading},
		"no caller writes on a server that only reads": {
			policy: approve.Policy{ReadOnly: true}, of: approve.Override{Confirm: approve.None},
			want: reading,
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

func TestWhatIsConfirmedIsOneOfThree(t *testing.T) {
	t.Parallel()
	for _, known := range []approve.Confirm{approve.All, approve.Irreversible, approve.None, ""} {
		require.NoError(t, known.Check())
	}
	require.EqualError(t, approve.Confirm("some").Check(), `"some" is none of all, irreversible and none`)
}
