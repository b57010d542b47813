package postgres_test

import (
	"context"
	"net"
	"net/url"
	"os"
	"runtime"
	"strconv"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/migrations"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/pgtest"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/postgres"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/sealed"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m, open) }

func open(address string, o storetest.Options) tokenstore.Store {
	keys, err := tokenstore.ParseKeys(o.Keys, "the test")
	if err != nil {
		panic(err)
	}
	return postgres.Open(address, sealed.Given(keys), o.Now)
}

func TestPostgreSQL(t *testing.T) {
	t.Parallel()
	server := pgtest.StartServer(t)
	storetest.Run(t, backend(server))
	t.Run("rows", func(t *testing.T) {
		t.Parallel()
		storetest.RunRows(t, postgres.NewRows(server.Database(t)))
	})
	t.Run("who gives up takes no lock away from others", func(t *testing.T) {
		t.Parallel()
		givingUp(t, server)
	})
	t.Run("a killed process leaves no lock", func(t *testing.T) {
		t.Parallel()
		storetest.RunKilled(t, backend(server))
	})
	t.Run("a killed process leaves a chain that goes on", func(t *testing.T) {
		t.Parallel()
		storetest.RunKilledAppender(t, backend(server))
	})
	t.Run("entries are never changed or removed", func(t *testing.T) {
		t.Parallel()
		entriesStay(t, server)
	})
	t.Run("an entry whose answer is lost is there once", func(t *testing.T) {
		t.Parallel()
		lostAnswer(t, server)
	})
	t.Run("many processes may begin at once", func(t *testing.T) {
		t.Parallel()
		beginAtOnce(t, server)
	})
	for code, passes := range map[string]bool{
		"55P03": true,  // lock_not_available
		"25006": true,  // read_only_sql_transaction
		"40001": true,  // serialization_failure
		"53100": true,  // disk_full
		"23514": false, // check_violation
	} {
		t.Run("a write that fails with "+code+" is tried again: "+strconv.FormatBool(passes), func(t *testing.T) {
			t.Parallel()
			triedAgain(t, server, code, passes)
		})
	}
	t.Run("a later database is left alone", func(t *testing.T) {
		t.Parallel()
		laterDatabase(t, server)
	})
	t.Run("a refusal is told without the address", func(t *testing.T) {
		t.Parallel()
		refusals(t, server)
	})
}

func backend(server *pgtest.Server) storetest.Backend {
	return storetest.Backend{
		Address: server.Database,
		Open:    open,
		Edit:    edit,
	}
}

func BenchmarkPostgreSQL(b *testing.B) {
	store := open(pgtest.Start(b), storetest.Options{Keys: newKey(b)})
	b.Cleanup(func() { _ = store.Close() })
	storetest.Benchmark(b, store)
}

func newKey(tb testing.TB) string {
	tb.Helper()
	key, err := tokenstore.NewKey()
	require.NoError(tb, err)
	return key
}

// TestPublishedMigrationsStay: databases have had these steps, so they are never
// changed. A new step gets a line of its own here.
func TestPublishedMigrationsStay(t *testing.T) {
	t.Parallel()
	all, err := migrations.Read(os.DirFS("."))
	require.NoError(t, err)
	assert.Equal(t, map[string]string{
		"0001_tables.sql":  "cf471c1662c8cb01bf94602bc889945e3c9a71b37d3f591bbffe8472bc923c01",
		"0002_entries.sql": "5fdf1eb4521240133834fa656450c42fd6271abf58ba0a7469275c4decd098df",
	}, migrations.Digests(all))
}

func query(t *testing.T, address, sql string, args ...any) pgx.Rows {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	rows, err := conn.Query(t.Context(), sql, args...)
	require.NoError(t, err)
	return rows
}

func exec(t *testing.T, address, sql string, args ...any) {
	t.Helper()
	rows := query(t, address, sql, args...)
	rows.Close()
	require.NoError(t, rows.Err())
}

func edit(t *testing.T, address string, change func(storetest.Raw)) {
	t.Helper()
	raw := storetest.Raw{Records: map[tokenstore.Key][]byte{}, Tickets: map[string][]byte{}, Entries: map[int64][]byte{}}
	records := query(t, address, "select principal, kind, sealed from concur_mcp_records")
	for records.Next() {
		var key tokenstore.Key
		var value []byte
		require.NoError(t, records.Scan(&key.Principal, &key.Kind, &value))
		raw.Records[key] = value
	}
	require.NoError(t, records.Err())
	tickets := query(t, address, "select id, sealed from concur_mcp_tickets")
	for tickets.Next() {
		var id string
		var value []byte
		require.NoError(t, tickets.Scan(&id, &value))
		raw.Tickets[id] = value
	}
	require.NoError(t, tickets.Err())
	entries := query(t, address, "select seq, sealed from concur_mcp_entries")
	for entries.Next() {
		var seq int64
		var value []byte
		require.NoError(t, entries.Scan(&seq, &value))
		raw.Entries[seq] = value
	}
	require.NoError(t, entries.Err())
	change(raw)
	for key, value := range raw.Records {
		exec(t, address, "update concur_mcp_records set sealed = $1 where principal = $2 and kind = $3", value, key.Principal, key.Kind)
	}
	for id, value := range raw.Tickets {
		exec(t, address, "update concur_mcp_tickets set sealed = $1 where id = $2", value, id)
	}
	for seq, value := range raw.Entries {
		exec(t, address, "update concur_mcp_entries set sealed = $1 where seq = $2", value, seq)
	}
}

func rita() tokenstore.Key { return tokenstore.Key{Principal: "rita", Kind: "user"} }

func put(ctx context.Context, store tokenstore.Store, refresh string) error {
	_, err := store.Update(ctx, rita(), func(old tokenstore.Record) (tokenstore.Record, error) {
		old.RefreshToken = refresh
		return old, nil
	})
	return err
}

// givingUp asks for locks and goes away at any moment, while somebody else holds one:
// they share a connection.
func givingUp(t *testing.T, server *pgtest.Server) {
	t.Helper()
	address := server.Database(t)
	rows := postgres.NewRows(address)
	unlock, err := rows.Lock(t.Context(), "held")
	require.NoError(t, err)
	for range 200 {
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			if unlock, err := rows.Lock(ctx, "wanted"); err == nil {
				unlock()
			}
		}()
		runtime.Gosched()
		cancel()
		<-done
	}
	held := query(t, address, "select count(*) from pg_locks where locktype = 'advisory' and database = "+
		"(select oid from pg_database where datname = current_database())")
	count, err := pgx.CollectExactlyOneRow(held, pgx.RowTo[int])
	require.NoError(t, err)
	assert.Equal(t, 1, count)
	unlock()
	require.NoError(t, rows.Close())
}

// triedAgain makes the first two writes of a record fail.
func triedAgain(t *testing.T, server *pgtest.Server, code string, passes bool) {
	t.Helper()
	address := server.Database(t)
	store := open(address, storetest.Options{Keys: newKey(t)})
	defer store.Close()
	require.NoError(t, store.Ping(t.Context()))
	exec(t, address, "create sequence writes") // No failure takes a number back.
	exec(t, address, `create function fail() returns trigger language plpgsql as $$ begin
		if nextval('writes') < 3 then raise exception 'not now' using errcode = '`+code+`'; end if;
		return new;
	end $$`)
	exec(t, address, "create trigger failing before insert on concur_mcp_records for each row execute function fail()")
	err := put(t.Context(), store, "issued by Concur")
	if !passes {
		require.ErrorContains(t, err, "not now")
		return
	}
	require.NoError(t, err)
	record, err := store.Get(t.Context(), rita())
	require.NoError(t, err)
	assert.Equal(t, "issued by Concur", record.RefreshToken)
}

func beginAtOnce(t *testing.T, server *pgtest.Server) {
	t.Helper()
	address, keys := server.Database(t), newKey(t)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			store := open(address, storetest.Options{Keys: keys})
			defer store.Close()
			assert.NoError(t, store.Ping(t.Context()))
		})
	}
	wg.Wait()
	other := open(address, storetest.Options{Keys: newKey(t)})
	defer other.Close()
	require.Error(t, other.Ping(t.Context()), "the first one's key counts")
}

func laterDatabase(t *testing.T, server *pgtest.Server) {
	t.Helper()
	address, keys := server.Database(t), newKey(t)
	before := open(address, storetest.Options{Keys: keys})
	require.NoError(t, before.Ping(t.Context()))
	require.NoError(t, before.Close())
	exec(t, address, "insert into concur_mcp_migrations (number, name) values (7, 'of the future')")
	after := open(address, storetest.Options{Keys: keys})
	defer after.Close()
	require.ErrorContains(t, after.Ping(t.Context()), "use the newer program")
}

func refusals(t *testing.T, server *pgtest.Server) {
	t.Helper()
	right, err := url.Parse(server.Address)
	require.NoError(t, err)
	password, _ := right.User.Password()
	closed := freePort(t)
	for name, c := range map[string]struct {
		change func(*url.URL)
		words  string
	}{
		"a wrong password":         {func(u *url.URL) { u.User = url.UserPassword("concur", "wrong-secret") }, "password authentication failed"},
		"nobody at that port":      {func(u *url.URL) { u.Host = "127.0.0.1:" + closed }, "connection refused"},
		"a host of no name":        {func(u *url.URL) { u.Host = "no-such-host.invalid:5432" }, "the name of its host is not known"},
		"no such database":         {func(u *url.URL) { u.Path = "/none" }, "does not exist"},
		"TLS that is not there":    {func(u *url.URL) { u.RawQuery = "sslmode=require" }, "does not speak TLS"},
		"a setting that is absurd": {func(u *url.URL) { u.RawQuery = "sslmode=maybe" }, "not understood"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := *right
			c.change(&address)
			store := open(address.String(), storetest.Options{Keys: newKey(t)})
			defer store.Close()
			err := store.Ping(t.Context())
			require.ErrorContains(t, err, c.words)
			for _, secret := range []string{password, "wrong-secret", address.Host, address.String()} {
				assert.NotContains(t, err.Error(), secret)
			}
		})
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	require.NoError(t, err)
	return port
}
