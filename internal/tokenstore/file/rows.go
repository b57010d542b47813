// Package file keeps connections in a file on this machine, and tickets in files
// beside it:
//
//	PATH          the records, as JSON with sealed values
//	PATH.key      the key, where the operator gave none
//	PATH.tickets  a folder with a file for each ticket
//	PATH.entries  the entries, a line of JSON with a sealed body for each
//	PATH.locks    a folder with the locks that are held
package file

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/locks"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/private"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/sealed"
)

// version is that of the file's format.
const version = 1

// Rows are sealed.Rows in files.
type Rows struct {
	place *private.Place
	gates locks.Gates
	tally tally
}

// NewRows makes rows at the path that choose gives when it is first needed. Nothing is
// touched yet.
func NewRows(choose func() (string, error)) *Rows { return &Rows{place: private.NewPlace(choose)} }

// content is what the file holds.
type content struct {
	Version int    `json:"version"`
	Mark    []byte `json:"mark"`
	Records []row  `json:"records"`
}

type row struct {
	Principal string `json:"principal"`
	Kind      string `json:"kind"`
	Sealed    []byte `json:"sealed"`
}

func (r row) key() tokenstore.Key { return tokenstore.Key{Principal: r.Principal, Kind: r.Kind} }

func (r row) row() sealed.Row { return sealed.Row{Key: r.key(), Sealed: r.Sealed} }

// find says where the row of a key is.
func (c *content) find(key tokenstore.Key) int {
	return slices.IndexFunc(c.Records, func(r row) bool { return r.key() == key })
}

// Prepare implements sealed.Rows.
func (r *Rows) Prepare(context.Context) error {
	path, err := r.place.Path()
	if err == nil {
		err = os.MkdirAll(path+".tickets", private.FolderMode)
	}
	if err != nil {
		return tokenstore.Unreachable(err)
	}
	_, err = r.read()
	return err
}

// Ping implements sealed.Rows.
func (r *Rows) Ping(context.Context) error {
	_, err := r.read()
	return err
}

// Close implements sealed.Rows: nothing is kept open.
func (*Rows) Close() error { return nil }

// Lock implements sealed.Rows.
func (r *Rows) Lock(ctx context.Context, name string) (unlock func(), err error) {
	path, err := r.place.Path()
	if err != nil {
		return nil, tokenstore.Unreachable(err)
	}
	unlock, err = locks.Files{Folder: path + ".locks"}.Lock(ctx, name)
	return unlock, tokenstore.Unreachable(err)
}

// Mark implements sealed.Rows.
func (r *Rows) Mark(context.Context) ([]byte, error) {
	c, err := r.read()
	return c.Mark, err
}

// SetMark implements sealed.Rows.
func (r *Rows) SetMark(ctx context.Context, mark []byte) error {
	return r.write(ctx, func(c *content) error {
		c.Mark = mark
		return nil
	})
}

// Record implements sealed.Rows.
func (r *Rows) Record(_ context.Context, key tokenstore.Key) ([]byte, error) {
	c, err := r.read()
	if err != nil {
		return nil, err
	}
	if i := c.find(key); i >= 0 {
		return c.Records[i].Sealed, nil
	}
	return nil, tokenstore.ErrNotFound
}

// Records implements sealed.Rows.
func (r *Rows) Records(_ context.Context, principal string) ([]sealed.Row, error) {
	c, err := r.read()
	var rows []sealed.Row
	for _, one := range c.Records {
		if one.Principal == principal {
			rows = append(rows, one.row())
		}
	}
	return rows, err
}

// Page implements sealed.Rows: all that is left is one page.
func (r *Rows) Page(_ context.Context, after tokenstore.Key) ([]sealed.Row, error) {
	c, err := r.read()
	var rows []sealed.Row
	for _, one := range c.Records {
		if compare(one.key(), after) > 0 {
			rows = append(rows, one.row())
		}
	}
	slices.SortFunc(rows, func(a, b sealed.Row) int { return compare(a.Key, b.Key) })
	return rows, err
}

// Replace implements sealed.Rows.
func (r *Rows) Replace(ctx context.Context, stamp []byte, fresh sealed.Row) error {
	return r.write(ctx, func(c *content) error {
		i := c.find(fresh.Key)
		switch {
		case i < 0 && stamp == nil:
			c.Records = append(c.Records, row{Principal: fresh.Principal, Kind: fresh.Kind, Sealed: fresh.Sealed})
		case i >= 0 && stamp != nil && bytes.Equal(tokenstore.Stamp(c.Records[i].Sealed), stamp):
			c.Records[i].Sealed = fresh.Sealed
		default:
			return sealed.ErrChanged
		}
		return nil
	})
}

// Remove implements sealed.Rows.
func (r *Rows) Remove(ctx context.Context, key tokenstore.Key) error {
	return r.write(ctx, func(c *content) error {
		c.Records = slices.DeleteFunc(c.Records, func(one row) bool { return one.key() == key })
		return nil
	})
}

// read needs no lock: the file is replaced as a whole.
func (r *Rows) read() (content, error) {
	path, err := r.place.Path()
	if err != nil {
		return content{}, tokenstore.Unreachable(err)
	}
	text, err := private.Read(path)
	if errors.Is(err, fs.ErrNotExist) {
		return content{Version: version}, nil
	}
	if err != nil {
		return content{}, tokenstore.Unreachable(err)
	}
	var c content
	if err := json.Unmarshal(text, &c); err != nil {
		return content{}, fmt.Errorf("%s is not a store of connections: %w. Nothing was changed; move it away to begin anew", path, err)
	}
	if c.Version != version {
		return content{}, fmt.Errorf("%s is of version %d of its format, this program knows %d. Nothing was changed; "+
			"use the newer program", path, c.Version, version)
	}
	return c, nil
}

// write changes the file under a lock that is held for that moment only.
func (r *Rows) write(ctx context.Context, change func(*content) error) error {
	unlock, err := r.moment(ctx, "records")
	if err != nil {
		return err
	}
	defer unlock()
	c, err := r.read()
	if err != nil {
		return err
	}
	if err := change(&c); err != nil {
		return err
	}
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	path, err := r.place.Path()
	if err == nil {
		err = private.Write(path, text)
	}
	return tokenstore.Unreachable(err)
}

// moment takes a lock of the files themselves, for as long as a write takes.
func (r *Rows) moment(ctx context.Context, what string) (unlock func(), err error) {
	name := "files\x00" + what
	leave, err := r.gates.Lock(ctx, name)
	if err != nil {
		return nil, err
	}
	release, err := r.Lock(ctx, name)
	if err != nil {
		leave()
		return nil, err
	}
	return func() {
		release()
		leave()
	}, nil
}

func compare(a, b tokenstore.Key) int {
	return cmp.Or(cmp.Compare(a.Principal, b.Principal), cmp.Compare(a.Kind, b.Kind))
}
