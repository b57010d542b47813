package storetest

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// The variables that make a test binary hold a lock, or append entries, in place of testing.
const (
	envHoldAddress   = "STORETEST_HOLD_ADDRESS"
	envAppendAddress = "STORETEST_APPEND_ADDRESS"
	envKeys          = "STORETEST_KEYS"
)

const holding = "holding\n"

// aMoment is long enough to find that a lock is held; longer does not change the result.
const aMoment = 50 * time.Millisecond

// Main is for TestMain of a backend with RunKilled and RunKilledAppender.
func Main(m *testing.M, open func(address string, o Options) tokenstore.Store) {
	if address := os.Getenv(envHoldAddress); address != "" {
		hold(open(address, Options{Keys: os.Getenv(envKeys)}))
		return
	}
	if address := os.Getenv(envAppendAddress); address != "" {
		appendOn(open(address, Options{Keys: os.Getenv(envKeys)}))
		return
	}
	m.Run()
}

// hold is in the middle of a change until it is killed.
func hold(store tokenstore.Store) {
	_, err := store.Update(context.Background(), userOf(rita), func(tokenstore.Record) (tokenstore.Record, error) {
		_, _ = os.Stdout.WriteString(holding)
		// The parent keeps this open as long as it lives.
		_, _ = io.Copy(io.Discard, os.Stdin)
		return tokenstore.Record{RefreshToken: "of nobody"}, errors.New("nobody killed this process")
	})
	_, _ = os.Stdout.WriteString(err.Error())
}

// RunKilled kills another process in the middle of a change.
func RunKilled(t *testing.T, b Backend) {
	t.Helper()
	p := newPlace(t, b)
	store := p.open()
	put(t, store, userOf(rita), "old")

	other := exec.CommandContext(t.Context(), os.Args[0])
	other.Env = append(os.Environ(), envHoldAddress+"="+p.address, envKeys+"="+p.keys)
	stdin, err := other.StdinPipe()
	require.NoError(t, err)
	defer stdin.Close()
	stdout, err := other.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, other.Start())
	line, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err, "%q", line)
	require.Equal(t, holding, line)

	inside := make(chan struct{})
	result := make(chan error)
	go func() {
		_, err := store.Update(t.Context(), userOf(rita), func(old tokenstore.Record) (tokenstore.Record, error) {
			close(inside)
			assert.Equal(t, "old", old.RefreshToken)
			old.RefreshToken = "new"
			return old, nil
		})
		result <- err
	}()
	third := p.open()
	require.NoError(t, third.Ping(t.Context()))
	impatient, cancel := context.WithTimeout(t.Context(), aMoment)
	defer cancel()
	_, err = third.Update(impatient, userOf(rita), func(old tokenstore.Record) (tokenstore.Record, error) { return old, nil })
	require.ErrorIs(t, err, context.DeadlineExceeded, "the other process holds the lock")
	select {
	case <-inside:
		require.Fail(t, "two were inside at once")
	default:
	}
	put(t, store, userOf("tom"), "others go on")

	require.NoError(t, other.Process.Kill())
	require.Error(t, other.Wait())
	require.NoError(t, <-result)
	assert.Equal(t, "new", refreshToken(t, store, userOf(rita)))
}
