package storetest

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// appendOn appends entries, and says of each that it is kept, until it is killed.
func appendOn(store tokenstore.Store) {
	for {
		entry := tokenstore.Entry{At: time.Now(), Principal: rita, Kind: "begun", Write: "of the other", Body: []byte(strings.Repeat("x", 5000))}
		entry, err := store.Append(context.Background(), entry)
		if err != nil {
			_, _ = fmt.Fprintln(os.Stdout, err)
			return
		}
		_, _ = fmt.Fprintln(os.Stdout, entry.Seq)
	}
}

// RunKilledAppender kills another process while it appends.
func RunKilledAppender(t *testing.T, b Backend) {
	t.Helper()
	const kills, each = 4, 5
	p := newPlace(t, b)
	store := p.open()
	require.NoError(t, store.Ping(t.Context()))
	for range kills {
		other := exec.CommandContext(t.Context(), os.Args[0])
		other.Env = append(os.Environ(), envAppendAddress+"="+p.address, envKeys+"="+p.keys)
		stdout, err := other.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, other.Start())
		lines := bufio.NewScanner(stdout)
		for range each {
			require.True(t, lines.Scan(), "the other process goes on")
			add(t, store, p.entry("of this one"))
		}
		require.NoError(t, other.Process.Kill())
		said := 0
		for lines.Scan() { // what it said before it died
			said, err = strconv.Atoi(lines.Text())
			require.NoError(t, err)
		}
		require.Error(t, other.Wait())
		after := add(t, store, p.entry("after the kill"))
		assert.Greater(t, after.Seq, int64(said))
	}
	own, others := 0, 0
	for _, entry := range chain(t, p.open()) {
		switch entry.Write {
		case "of the other":
			others++
		default:
			own++
		}
	}
	assert.Equal(t, kills*(each+1), own)
	assert.GreaterOrEqual(t, others, kills*each, "what was said to be kept is there")
}
