// Package sqlite keeps connections in an SQLite database on this machine. Its locks
// are files beside it, not transactions: a refresh takes up to half a minute, and
// SQLite lets only one writer in at a time.
//
//	PATH        the database (with PATH-wal and PATH-shm while it is open)
//	PATH.key    the key, where the operator gave none
//	PATH.locks  a folder with the locks that are held
package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/migrations"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/private"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/sealed"
)

//go:embed migrations/*.sql
var steps embed.FS

// mostConnections is how many statements may run at once.
const mostConnections = 4

// Open makes a store at a path; nothing is touched until it is first used. Where keys
// is nil it keeps a key of its own beside the database.
func Open(path string, keys sealed.KeySource, now func() time.Time) *sealed.Store {
	if keys == nil {
		keys = sealed.KeyFile(path + ".key")
	}
	return sealed.New(sealed.Settings{Rows: NewRows(path), Keys: keys, Now: now})
}

// Prepare implements sealed.Rows.
func (r *Rows) Prepare(ctx context.Context) error {
	if r.db.Load() != nil {
		return nil
	}
	path, err := r.place.Path()
	if err != nil {
		return tokenstore.Unreachable(err)
	}
	if err := create(path); err != nil {
		return tokenstore.Unreachable(err)
	}
	db, err := sql.Open("sqlite", dsn(path))
	if err != nil {
		return tokenstore.Unreachable(err)
	}
	db.SetMaxOpenConns(mostConnections)
	db.SetMaxIdleConns(mostConnections) // Opening one takes longer than what is done with it.
	if err := migrate(ctx, db); err != nil {
		return errors.Join(err, db.Close())
	}
	parsed, err := parse(ctx, db)
	if err != nil {
		return errors.Join(tokenstore.Unreachable(err), db.Close())
	}
	r.db.Store(parsed)
	return nil
}

// database is an open one with the statements that each call of a tool needs. They are
// parsed already, because that takes longer than to run them, and end with it.
type database struct {
	*sql.DB
	record, records *sql.Stmt
}

func parse(ctx context.Context, db *sql.DB) (*database, error) {
	record, err := db.PrepareContext(ctx, "select sealed from records where principal = ? and kind = ?")
	if err != nil {
		return nil, err
	}
	records, err := db.PrepareContext(ctx, "select principal, kind, sealed from records where principal = ?")
	return &database{DB: db, record: record, records: records}, err
}

// create makes the file before SQLite does, which would let others read it, and
// looks at the modes of what is there.
func create(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, private.FileMode) //nolint:gosec // The operator names the file.
	if err == nil {
		err = file.Close()
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := private.Check(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// dsn escapes the path: SQLite reads it as a URI, where ?, # and % mean something.
func dsn(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/…
	}
	address := url.URL{Scheme: "file", Path: path, RawQuery: url.Values{
		"_txlock": {"immediate"},
		"_pragma": {
			"busy_timeout(10000)", "journal_mode(wal)",
			"synchronous(full)",            // a refresh token that was written stays written
			"journal_size_limit(16777216)", // long tickets come and go
		},
	}.Encode()}
	return address.String()
}

func migrate(ctx context.Context, db *sql.DB) error {
	all, err := migrations.Read(steps)
	if err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return tokenstore.Unreachable(err)
	}
	defer func() { _ = tx.Rollback() }()
	var had int
	if err := tx.QueryRowContext(ctx, "pragma user_version").Scan(&had); err != nil {
		return tokenstore.Unreachable(err)
	}
	missing, err := migrations.Missing(all, had)
	if err != nil || len(missing) == 0 {
		return err
	}
	for _, one := range missing {
		if _, err := tx.ExecContext(ctx, one.SQL); err != nil {
			return fmt.Errorf("preparing the store of connections, %s: %w", one.Name, err)
		}
	}
	// A pragma takes no parameter.
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("pragma user_version = %d", len(all))); err != nil {
		return tokenstore.Unreachable(err)
	}
	return tokenstore.Unreachable(tx.Commit())
}
