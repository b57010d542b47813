package mcpserver_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

func TestAPersonIsAskedBeforeAWrite(t *testing.T) {
	t.Parallel()
	eachClient(t, func(t *testing.T, connected client) {
		t.Helper()
		k, p := asking(t), present("accept")
		p.meanwhile = func(int) error { deletions(t, k, 0); return nil }
		session := connected(t, k.Server, p)
		result := deleteIt(t, session, nil)
		assert.False(t, result.IsError, texts(result))
		deletions(t, k, 1)
		require.NoError(t, session.Close())
		require.Len(t, p.asked, 1)
		assert.Equal(t, "form", p.asked[0].Mode)
		assert.Equal(t, map[string]any{"type": "object", "properties": map[string]any{}}, p.asked[0].RequestedSchema)
		for _, words := range []string{"Delete", "“" + doomed + "”", "155.28 EUR", "Accept to have it done."} {
			assert.Contains(t, p.asked[0].Message, words)
		}
	})
}

func TestWithoutTheirLeaveNothingIsChanged(t *testing.T) {
	t.Parallel()
	for action, words := range map[string]string{
		"decline": "The user declined, so delete_report was not run. Nothing was changed. Do not call again unless the user asks for it.",
		"cancel":  "The user dismissed the question, so delete_report was not run. Nothing was changed. Ask the user what they want;",
	} {
		t.Run(action, func(t *testing.T) {
			t.Parallel()
			eachEra(t, func(t *testing.T, version string) {
				t.Helper()
				k := asking(t)
				result := deleteIt(t, meet(t, k.Server, present(action), version), nil)
				assert.Contains(t, said(t, result), words)
				assert.Equal(t, "nothing_changed", failureOf(t, result)["changed"])
				deletions(t, k, 0)
			})
		})
	}
}

func TestAnAgentPassesTheQuestionOnWhereItsClientCannotAsk(t *testing.T) {
	t.Parallel()
	eachClient(t, func(t *testing.T, connected client) {
		t.Helper()
		k := asking(t)
		session := connected(t, k.Server, &person{})
		shown := deleteIt(t, session, nil)
		question, token := previewOf(t, shown)
		assert.Contains(t, question, "“"+doomed+"”")
		text := said(t, shown)
		for _, words := range []string{question, "Nothing was changed yet.", "call delete_report again", "confirm_token: " + token} {
			assert.Contains(t, text, words)
		}
		members, ok := shown.StructuredContent.(map[string]any)
		require.True(t, ok)
		assert.Equal(t, "nothing_changed", members["changed"])
		assert.Equal(t, []any{"confirmation.question"}, members["untrusted_text"])
		deletions(t, k, 0)

		agreed := map[string]any{"confirm_token": token}
		assert.False(t, deleteIt(t, session, agreed).IsError)
		deletions(t, k, 1)
		again := deleteIt(t, session, agreed)
		assert.True(t, again.IsError, "what is gone cannot be confirmed")
		deletions(t, k, 1)
	})
}

func TestEachClientThatCannotAskIsSeenAsSuch(t *testing.T) {
	t.Parallel()
	refuses := func(int) error { return errors.New("there is no window") }
	for name, p := range map[string]*person{
		"one that asks nothing":              {},
		"one that opens links alone":         {elicitation: &mcp.ElicitationCapabilities{URL: &mcp.URLElicitationCapabilities{}}},
		"one that could, and cannot of late": {elicitation: present("accept").elicitation, meanwhile: refuses},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := asking(t)
			_, token := previewOf(t, deleteIt(t, meet(t, k.Server, p, legacyVersion), nil))
			deletions(t, k, 0)
			assert.False(t, deleteIt(t, meet(t, k.Server, p, legacyVersion), map[string]any{"confirm_token": token}).IsError)
			deletions(t, k, 1)
		})
	}
}

func TestWhoeverNamesNoFormOfAskingHasForms(t *testing.T) {
	t.Parallel()
	eachEra(t, func(t *testing.T, version string) {
		t.Helper()
		k := asking(t)
		p := &person{elicitation: &mcp.ElicitationCapabilities{}, action: "accept"}
		assert.False(t, deleteIt(t, meet(t, k.Server, p, version), nil).IsError)
		assert.Len(t, p.asked, 1)
		deletions(t, k, 1)
	})
}

func TestATokenSparesAClientThatAsksTheQuestion(t *testing.T) {
	t.Parallel()
	eachEra(t, func(t *testing.T, version string) {
		t.Helper()
		k, p := asking(t), present("decline")
		_, token := previewOf(t, deleteIt(t, meet(t, k.Server, &person{}, version), nil))
		assert.False(t, deleteIt(t, meet(t, k.Server, p, version), map[string]any{"confirm_token": token}).IsError)
		assert.Empty(t, p.asked)
		deletions(t, k, 1)
	})
}

func TestWhereOnlyAPersonMayAgreeNoAgentDoes(t *testing.T) {
	t.Parallel()
	eachEra(t, func(t *testing.T, version string) {
		t.Helper()
		lenient := asking(t)
		_, token := previewOf(t, deleteIt(t, meet(t, lenient.Server, &person{}, version), nil))
		strict := lenient.As(testkit.Rita, testkit.Under(approve.Policy{PersonOnly: true}))
		for _, more := range []map[string]any{nil, {"confirm_token": token}} {
			result := deleteIt(t, meet(t, strict.Server, &person{}, version), more)
			failure := failureOf(t, result)
			assert.Contains(t, failure["message"], "only a person can agree to it, and this client cannot ask them")
			assert.Contains(t, failure["question"], doomed)
			assert.Contains(t, failure["next_step"], "--person-confirms")
			assert.NotContains(t, failure, "confirm_token")
			deletions(t, strict, 0)
		}
		declining := present("decline")
		assert.True(t, deleteIt(t, meet(t, strict.Server, declining, version), map[string]any{"confirm_token": token}).IsError)
		assert.Len(t, declining.asked, 1, "the token does not spare them the question")
		assert.False(t, deleteIt(t, meet(t, strict.Server, present("accept"), version), nil).IsError)
		deletions(t, strict, 1)
	})
}

func TestAnAnswerOfAClientThatCannotAskIsNobodys(t *testing.T) {
	t.Parallel()
	eachEra(t, func(t *testing.T, version string) {
		t.Helper()
		k := asking(t, testkit.Under(approve.Policy{PersonOnly: true}))
		_, state := asked(t, deleteIt(t, rounds(t, k), nil))
		result := bring(t, meet(t, k.Server, &person{}, version), "delete_report", deleting(t, nil), "accept", state)
		assert.Contains(t, failureOf(t, result)["message"], "this client cannot ask them")
		deletions(t, k, 0)
	})
}

func TestWhatChangedSinceIsAskedAgain(t *testing.T) {
	t.Parallel()
	eachEra(t, func(t *testing.T, version string) {
		t.Helper()
		k := asking(t)
		other := k.As(testkit.Rita, testkit.Under(approve.Policy{Confirm: approve.None}))
		p := present("accept")
		p.meanwhile = func(asked int) error {
			if asked == 1 {
				assert.False(t, other.Call("update_report", deleting(t, map[string]any{"name": "Madrid home office"})).Failed)
			}
			return nil
		}
		assert.False(t, deleteIt(t, meet(t, k.Server, p, version), nil).IsError)
		assert.Equal(t, 1, k.Attempts("delete_report"))
		require.Len(t, p.asked, 2)
		assert.Contains(t, p.asked[0].Message, "“"+doomed+"”")
		assert.Contains(t, p.asked[1].Message, "“Madrid home office”")
		assert.Contains(t, p.asked[1].Message, "This is different from what was agreed to before:")
	})
}

func TestWhatKeepsChangingIsNotAskedForEver(t *testing.T) {
	t.Parallel()
	k := asking(t)
	other := k.As(testkit.Rita, testkit.Under(approve.Policy{Confirm: approve.None}))
	p := present("accept")
	p.meanwhile = func(asked int) error {
		name := []string{"", "one", "two", "three", "four"}[asked]
		assert.False(t, other.Call("update_report", deleting(t, map[string]any{"name": name})).Failed)
		return nil
	}
	previewOf(t, deleteIt(t, meet(t, k.Server, p, legacyVersion), nil))
	assert.Len(t, p.asked, 3)
	assert.Zero(t, k.Attempts("delete_report"))
}

func TestALateAnswerIsNoAnswer(t *testing.T) {
	t.Parallel()
	eachEra(t, func(t *testing.T, version string) {
		t.Helper()
		var late atomic.Int64
		begin := time.Date(2026, time.November, 20, 9, 0, 0, 0, time.UTC)
		now := func() time.Time { return begin.Add(time.Duration(late.Load())) }
		k, p := asking(t, testkit.WithSimulator(simulator.Options{Now: now})), present("accept")
		p.meanwhile = func(int) error { late.Store(int64(approve.Lasts)); return nil }
		result := deleteIt(t, meet(t, k.Server, p, version), nil)
		failure := failureOf(t, result)
		assert.Contains(t, failure["message"], "expired")
		assert.Equal(t, "nothing_changed", failure["changed"])
		deletions(t, k, 0)
	})
}

func TestAnAnswerIsGoodForItsQuestionAlone(t *testing.T) {
	t.Parallel()
	k := asking(t)
	session := rounds(t, k)
	_, state := asked(t, deleteIt(t, session, nil))
	other := map[string]any{"report_id": testkit.ReportID(t, "Porto plant visit")}
	desk := approve.NewDesk(k.Guard.Store, time.Now)
	foreign, err := desk.Seal(t.Context(), approve.Confirmation{Principal: "token/tom", Expires: time.Now().Add(time.Minute)})
	require.NoError(t, err)

	for name, c := range map[string]struct {
		tool      string
		arguments map[string]any
	}{
		"another report": {"delete_report", other},
		"another tool":   {"submit_report", deleting(t, nil)},
	} {
		message, again := asked(t, bring(t, session, c.tool, c.arguments, "accept", state))
		assert.Contains(t, message, "the consent was given for another call", name)
		assert.NotEqual(t, state, again, name)
	}
	for words, wrong := range map[string]string{
		"altered or cut off": state[:len(state)-2], "another caller": foreign, "it was altered": "",
	} {
		failure := failureOf(t, bring(t, session, "delete_report", deleting(t, nil), "accept", wrong))
		assert.Contains(t, failure["message"], words)
		assert.Equal(t, "nothing_changed", failure["changed"])
	}
	assert.True(t, bring(t, session, "delete_report", deleting(t, nil), "decline", state).IsError)
	deletions(t, k, 0)
	assert.False(t, bring(t, session, "delete_report", deleting(t, nil), "accept", state).IsError, "it is still good")
	deletions(t, k, 1)
}

func TestAnAnswerMayComeToAnotherReplica(t *testing.T) {
	t.Parallel()
	here := asking(t)
	there := here.As(testkit.Rita, testkit.Keeping(here.Guard.Store))
	_, state := asked(t, deleteIt(t, rounds(t, here), nil))
	assert.False(t, bring(t, rounds(t, there), "delete_report", deleting(t, nil), "accept", state).IsError)
	deletions(t, here, 1)
}

func TestOneLeaveIsOneWriteHoweverOftenItIsBrought(t *testing.T) {
	t.Parallel()
	here := asking(t, testkit.Under(approve.Policy{Confirm: approve.All}))
	kits := []*testkit.Kit{here, here.As(testkit.Rita, testkit.Keeping(here.Guard.Store))}
	arguments := map[string]any{"name": "Twice", "business_purpose": "x"}
	first, err := rounds(t, kits[0]).CallTool(t.Context(), &mcp.CallToolParams{Name: "create_report", Arguments: arguments})
	require.NoError(t, err)
	_, state := asked(t, first)
	var done atomic.Int64
	var group sync.WaitGroup
	for i := range 8 {
		session := rounds(t, kits[i%2])
		group.Go(func() {
			result := bring(t, session, "create_report", arguments, "accept", state)
			if !result.IsError && result.InputRequests == nil {
				done.Add(1)
			}
		})
	}
	group.Wait()
	assert.EqualValues(t, 1, done.Load())
	assert.Len(t, here.Writes(), 1)
}
