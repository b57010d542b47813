package storetest

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

func records(t *testing.T, b Backend) {
	t.Helper()
	key := userOf(rita)
	for name, check := range map[string]func(p *place, store tokenstore.Store){
		"every field of a record comes back, also from another process": func(p *place, store tokenstore.Store) {
			t := p.t
			want := full(t, key)
			got, err := store.Update(t.Context(), key, func(old tokenstore.Record) (tokenstore.Record, error) {
				assert.Equal(t, tokenstore.Record{Key: key}, old, "a new record starts empty but for its key")
				return want, nil
			})
			require.NoError(t, err)
			assert.Equal(t, want, got)
			for _, reader := range []tokenstore.Store{store, p.open()} {
				got, err := reader.Get(t.Context(), key)
				require.NoError(t, err)
				assert.Equal(t, want, got)
			}
		},
		"what is not there is not found, and deleting it is fine": func(p *place, store tokenstore.Store) {
			t := p.t
			_, err := store.Get(t.Context(), key)
			require.ErrorIs(t, err, tokenstore.ErrNotFound)
			require.NoError(t, store.Delete(t.Context(), key))
			records, err := store.List(t.Context(), rita)
			require.NoError(t, err)
			assert.Empty(t, records)
		},
		"a failed change writes nothing": func(p *place, store tokenstore.Store) {
			t := p.t
			put(t, store, key, "kept")
			refused := errors.New("refused")
			got, err := store.Update(t.Context(), key, func(tokenstore.Record) (tokenstore.Record, error) {
				return tokenstore.Record{RefreshToken: "lost"}, refused
			})
			require.ErrorIs(t, err, refused)
			assert.Zero(t, got)
			assert.Equal(t, "kept", refreshToken(t, store, key))
		},
		"a change cannot move a record": func(p *place, store tokenstore.Store) {
			t := p.t
			_, err := store.Update(t.Context(), key, func(tokenstore.Record) (tokenstore.Record, error) {
				return tokenstore.Record{Key: userOf("tom"), RefreshToken: "r"}, nil
			})
			require.NoError(t, err)
			assert.Equal(t, "r", refreshToken(t, store, key))
			_, err = store.Get(t.Context(), userOf("tom"))
			require.ErrorIs(t, err, tokenstore.ErrNotFound)
		},
		"a change is kept though its caller has gone": func(p *place, store tokenstore.Store) {
			t := p.t
			put(t, store, key, "old")
			ctx, leave := context.WithCancel(t.Context())
			_, err := store.Update(ctx, key, func(old tokenstore.Record) (tokenstore.Record, error) {
				leave()
				old.RefreshToken = "just issued"
				return old, nil
			})
			require.NoError(t, err)
			assert.Equal(t, "just issued", refreshToken(t, p.open(), key))
		},
		"a deleted record is gone, and can begin anew": func(p *place, store tokenstore.Store) {
			t := p.t
			put(t, store, key, "first")
			require.NoError(t, p.open().Delete(t.Context(), key))
			_, err := store.Update(t.Context(), key, func(old tokenstore.Record) (tokenstore.Record, error) {
				assert.Equal(t, tokenstore.Record{Key: key}, old)
				old.RefreshToken = "second"
				return old, nil
			})
			require.NoError(t, err)
			assert.Equal(t, "second", refreshToken(t, store, key))
		},
		"a principal sees its own records only, in order of kind": func(p *place, store tokenstore.Store) {
			t := p.t
			for _, k := range []tokenstore.Key{key, userOf("tom"), userOf("rita2"), {Principal: rita, Kind: "company"}} {
				put(t, store, k, "r of "+k.Principal)
			}
			records, err := store.List(t.Context(), rita)
			require.NoError(t, err)
			require.Len(t, records, 2)
			assert.Equal(t, tokenstore.Key{Principal: rita, Kind: "company"}, records[0].Key)
			assert.Equal(t, key, records[1].Key)
			assert.Equal(t, "r of rita", records[1].RefreshToken)
			kinds, err := store.Kinds(t.Context(), rita)
			require.NoError(t, err)
			assert.Equal(t, []string{"company", "user"}, kinds)
		},
		"each shows every record once, and its visitor may use the store": func(p *place, store tokenstore.Store) {
			t := p.t
			want := map[tokenstore.Key]string{}
			for i := range 30 {
				k := tokenstore.Key{Principal: strings.Repeat("p", i/2+1), Kind: []string{"user", "company"}[i%2]}
				put(t, store, k, "old")
				want[k] = "new"
			}
			got := map[tokenstore.Key]string{}
			other := p.open()
			require.NoError(t, store.Each(t.Context(), func(record tokenstore.Record) error {
				assert.Equal(t, "old", record.RefreshToken)
				put(t, other, record.Key, "new")
				got[record.Key] = refreshToken(t, store, record.Key)
				return nil
			}))
			assert.Equal(t, want, got)
		},
		"each stops where its visitor fails": func(p *place, store tokenstore.Store) {
			t := p.t
			put(t, store, key, "r")
			put(t, store, userOf("tom"), "r")
			enough, seen := errors.New("enough"), 0
			require.ErrorIs(t, store.Each(t.Context(), func(tokenstore.Record) error {
				seen++
				return enough
			}), enough)
			assert.Equal(t, 1, seen)
		},
		"a store answers a ping, before anything is in it": func(p *place, store tokenstore.Store) {
			t := p.t
			require.NoError(t, store.Ping(t.Context()))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t, b)
			check(p, p.open())
		})
	}
}

// full fills in every field, so that one that a backend forgets is found.
func full(t *testing.T, key tokenstore.Key) tokenstore.Record {
	t.Helper()
	record := tokenstore.Record{Key: key}
	fields := reflect.ValueOf(&record).Elem()
	for i := range fields.NumField() {
		name, field := fields.Type().Field(i).Name, fields.Field(i)
		switch field.Interface().(type) {
		case tokenstore.Key:
		case tokenstore.State, string:
			field.SetString(name + " \u00e9\u4e16 \"<>&")
		case bool:
			field.SetBool(true)
		case []string:
			field.Set(reflect.ValueOf([]string{name, "user.read"}))
		case time.Time:
			field.Set(reflect.ValueOf(time.Date(2026, 3, 1, 10, i, 59, 123456789, time.UTC)))
		default:
			require.Fail(t, "teach this test to fill in the field", name)
		}
	}
	return record
}

// names checks that whatever others choose is data.
func names(t *testing.T, b Backend) {
	t.Helper()
	p := newPlace(t, b)
	store := p.open()
	// Each pair would meet in a store that takes names for paths, patterns, or regardless of case.
	good := []string{
		"../../../../tmp/escape", "/etc/passwd", "..", ".", "a/b", "a\\b", "a", "A", "%", "_", "a%2Fb", "a b", "a\nb", "a\tb",
		"'; drop table concur_mcp_records; --", "https://issuer.example|sub", "\u00e9", "e\u0301", "\u4e16\u754c", "NUL", "con.txt", "-x",
		strings.Repeat("long", 256), "{}", `"`,
	}
	for _, name := range good {
		put(t, store, userOf(name), "token of "+name)
		require.NoError(t, store.PutTicket(t.Context(), p.ticket(name, name)), "%q", name)
	}
	for _, name := range good {
		assert.Equal(t, "token of "+name, refreshToken(t, store, userOf(name)), "%q", name)
		records, err := store.List(t.Context(), name)
		require.NoError(t, err)
		assert.Len(t, records, 1, "%q", name)
		ticket, err := store.Ticket(t.Context(), name)
		require.NoError(t, err, "%q", name)
		assert.Equal(t, p.ticket(name, name), ticket)
	}
	for _, name := range good {
		require.NoError(t, store.Delete(t.Context(), userOf(name)))
		require.NoError(t, store.DeleteTicket(t.Context(), name))
	}
	for _, bad := range []string{"", "a\x00b", "\xff", strings.Repeat("x", 1025)} {
		_, err := store.Update(t.Context(), userOf(bad), func(old tokenstore.Record) (tokenstore.Record, error) { return old, nil })
		require.Error(t, err, "%q", bad)
		require.Error(t, store.PutTicket(t.Context(), p.ticket(bad, rita)), "%q", bad)
		require.Error(t, store.PutTicket(t.Context(), p.ticket("id", bad)), "%q", bad)
	}
	require.NoError(t, store.Each(t.Context(), func(record tokenstore.Record) error {
		assert.Fail(t, "nothing is left", "%q", record.Principal)
		return nil
	}))
}
