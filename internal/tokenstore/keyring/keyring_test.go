package keyring_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	keychain "github.com/zalando/go-keyring"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/file"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/keyring"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/sealed"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/storetest"
)

// TestMain puts a keychain in memory in the place of this computer's.
func TestMain(m *testing.M) {
	keychain.MockInit()
	m.Run()
}

// mocked is the library's keychain in memory, which takes one call at a time.
type mocked struct{ mu sync.Mutex }

func (m *mocked) Get(service, account string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return keychain.Get(service, account)
}

func (m *mocked) Set(service, account, secret string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return keychain.Set(service, account, secret)
}

func newPath(tb testing.TB) string {
	tb.Helper()
	return filepath.Join(tb.TempDir(), "connections.json")
}

func TestKeyring(t *testing.T) {
	t.Parallel()
	chain := &mocked{}
	storetest.Run(t, storetest.Backend{
		Address: newPath,
		Open: func(path string, o storetest.Options) tokenstore.Store {
			if o.Keys == "" {
				return keyring.Open(keyring.Settings{Path: path, Chain: chain, Now: o.Now})
			}
			keys, err := tokenstore.ParseKeys(o.Keys, "the test")
			if err != nil {
				panic(err)
			}
			return file.Open(path, sealed.Given(keys), o.Now)
		},
		OwnKeys: true,
		Edit:    storetest.EditFile,
	})
}

func BenchmarkKeyring(b *testing.B) {
	storetest.Benchmark(b, keyring.Open(keyring.Settings{Path: filepath.Join(b.TempDir(), "connections.json"), Chain: &mocked{}}))
}

func rita() tokenstore.Key { return tokenstore.Key{Principal: "rita", Kind: "user"} }

func put(t *testing.T, store tokenstore.Store) {
	t.Helper()
	_, err := store.Update(t.Context(), rita(), func(old tokenstore.Record) (tokenstore.Record, error) {
		old.RefreshToken = "very-secret"
		return old, nil
	})
	require.NoError(t, err)
}

// pocket is a keychain that a test can look into and break.
type pocket struct {
	mu      sync.Mutex
	secrets map[string]string
	broken  error
	calls   int
}

func (p *pocket) Get(service, account string) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls++
	if p.broken != nil {
		return "", p.broken
	}
	secret, ok := p.secrets[service+" "+account]
	if !ok {
		return "", keychain.ErrNotFound
	}
	return secret, nil
}

func (p *pocket) Set(service, account, secret string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls++
	if p.broken != nil {
		return p.broken
	}
	p.secrets[service+" "+account] = secret
	return nil
}

func (p *pocket) set(broken error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.broken = broken
}

func TestTheKeyIsInTheKeychainAndNowhereElse(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path, chain := filepath.Join(folder, "connections.json"), &pocket{secrets: map[string]string{}}
	store := keyring.Open(keyring.Settings{Path: path, Chain: chain})
	assert.Zero(t, chain.calls, "opening asks nothing")
	put(t, store)
	secret := chain.secrets["concur-mcp "+path]
	_, encoded, ok := strings.Cut(secret, ":")
	require.True(t, ok)
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.NotContains(t, string(text), encoded)
	assert.NotContains(t, string(text), "very-secret")
	_, err = os.Stat(path + ".key")
	require.ErrorIs(t, err, os.ErrNotExist)

	calls := chain.calls
	_, err = store.Get(t.Context(), rita())
	require.NoError(t, err)
	assert.Equal(t, calls, chain.calls, "the keychain is asked once in the life of a process")

	count, err := keyring.Open(keyring.Settings{Path: path, Chain: chain}).Rotate(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 1, count)
	_, err = store.Get(t.Context(), rita())
	require.NoError(t, err, "a process that runs finds the new key")

	chain.secrets = map[string]string{}
	_, err = keyring.Open(keyring.Settings{Path: path, Chain: chain}).Get(t.Context(), rita())
	require.ErrorContains(t, err, "the keychain of this computer")
	assert.Empty(t, chain.secrets, "a key that is lost is not replaced")
}

func TestAKeychainThatDoesNotWork(t *testing.T) {
	t.Parallel()
	for _, fallback := range []bool{false, true} {
		t.Run(map[bool]string{false: "is told", true: "is done without, where that was asked for"}[fallback], func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			path := filepath.Join(folder, "connections.json")
			chain := &pocket{secrets: map[string]string{}, broken: errors.New("no bus")}
			settings := keyring.Settings{Path: path, Chain: chain}
			if fallback {
				settings.Fallback = filepath.Join(folder, "fallback.json")
				store := keyring.Open(settings)
				put(t, store)
				_, err := os.Stat(settings.Fallback + ".key")
				require.NoError(t, err)
				_, err = os.Stat(path)
				require.ErrorIs(t, err, os.ErrNotExist)
				return
			}
			store := keyring.Open(settings)
			err := store.Ping(t.Context())
			require.ErrorIs(t, err, tokenstore.ErrUnreachable)
			require.ErrorContains(t, err, "no bus")
			require.ErrorContains(t, err, "keyring:?fallback=file:PATH")
			_, err = os.Stat(path)
			require.ErrorIs(t, err, os.ErrNotExist, "nothing was written")
			chain.set(nil)
			put(t, store)
		})
	}
}

// silent never answers.
type silent struct{ *pocket }

func (s silent) Get(string, string) (string, error) { select {} }

func TestAKeychainThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	settings := keyring.Settings{Path: filepath.Join(t.TempDir(), "connections.json"), Chain: silent{}, Patience: time.Millisecond}
	require.ErrorContains(t, keyring.Open(settings).Ping(t.Context()), "it did not answer in time")
	settings.Patience = 0
	ctx, cancel := context.WithCancel(t.Context())
	store := keyring.Open(settings)
	result := make(chan error)
	go func() { result <- store.Ping(ctx) }()
	cancel()
	require.ErrorIs(t, <-result, context.Canceled, "the caller may go sooner")
}

func TestTheFileIsWhereSettingsAre(t *testing.T) {
	t.Parallel()
	folder, err := os.UserConfigDir()
	if err != nil {
		t.Skip("NOT TESTED: this user has no folder for settings")
	}
	path, err := keyring.DefaultPath()
	require.NoError(t, err)
	assert.Equal(t, filepath.Join(folder, "concur-mcp", "connections.json"), path)
}
