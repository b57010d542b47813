package concur

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

// still is a clock that does not move.
func still() time.Time { return time.Unix(0, 0) }

func TestWhatWasUsedLongestAgoIsForgottenFirst(t *testing.T) {
	t.Parallel()
	r := newRecent[string, int](2)
	r.put("rita", 1)
	r.put("tom", 2)
	r.get("rita")
	r.put("ada", 3)
	_, known := r.get("tom")
	assert.False(t, known)
	value, known := r.get("rita")
	assert.True(t, known)
	assert.Equal(t, 1, value)
	r.put("rita", 4)
	assert.Equal(t, 4, r.getOr("rita", func() int { return 5 }))
	r.drop(func(key string) bool { return key == "rita" })
	assert.Equal(t, 5, r.getOr("rita", func() int { return 5 }), "it was forgotten, and is made again")
}

func TestThousandsOfPrincipalsTakeBoundedMemory(t *testing.T) {
	t.Parallel()
	client := &Client{connections: auth.NewConnections(auth.Settings{}), lookups: newCache(still), pairs: newPairs()}
	for i := range 3 * mostPairs {
		session := client.As("oidc/" + strconv.Itoa(i))
		remember(session, "policies", i)
		session.pair(pair{v3: EntryID(strconv.Itoa(i)), v4: ExpenseID(strconv.Itoa(i))})
	}
	assert.Len(t, client.lookups.entries.byKey, mostLookups)
	assert.Equal(t, mostLookups, client.lookups.entries.order.Len())
	assert.Len(t, client.pairs.v3.byKey, mostPairs)
	assert.Len(t, client.pairs.v4.byKey, mostPairs)
}

func TestPrincipalsKnowNothingOfEachOther(t *testing.T) {
	t.Parallel()
	client := &Client{connections: auth.NewConnections(auth.Settings{}), lookups: newCache(still), pairs: newPairs()}
	rita, tom := client.As("token/rita"), client.As("token/tom")
	remember(rita, "policies", "hers")
	rita.pair(pair{v3: "g1", v4: "E1", report: "R1"})
	_, known := remembered[string](tom, "policies")
	assert.False(t, known)
	_, known = tom.paired(ExpenseRef{V3: "g1"})
	assert.False(t, known)
	_, known = remembered[string](rita, "policies")
	assert.True(t, known)
	_, known = rita.paired(ExpenseRef{V4: "E1"})
	assert.True(t, known)
}

func TestLookUpsOfAnotherAccountAreNotUsed(t *testing.T) {
	t.Parallel()
	w := newWire(t, auth.User)
	remember(w.session, "policies", "of nobody yet")
	_, err := w.client.connections.Token(t.Context(), "local", auth.User)
	require.NoError(t, err)
	_, known := remembered[string](w.session, "policies")
	assert.False(t, known, "the account that the token stands for is another one than before")
}
