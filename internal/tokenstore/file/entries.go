package file

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/private"
)

// line is an entry in its file. It ends with a newline; what comes after the last one
// is being written, or its process died.
type line struct {
	Seq       int64  `json:"seq"`
	At        int64  `json:"at"` // microseconds since 1970
	Principal string `json:"principal"`
	Kind      string `json:"kind"`
	Write     string `json:"write"`
	Sealed    []byte `json:"sealed"`
	Previous  string `json:"previous"`
	Hash      string `json:"hash"`
}

func (l line) entry() tokenstore.Entry {
	return tokenstore.Entry{
		Seq: l.Seq, At: time.UnixMicro(l.At).UTC(), Principal: l.Principal, Kind: l.Kind, Write: l.Write,
		Body: l.Sealed, Previous: l.Previous, Hash: l.Hash,
	}
}

// written is the line of an entry, with its newline.
func written(e tokenstore.Entry) ([]byte, error) {
	text, err := json.Marshal(line{
		Seq: e.Seq, At: e.At.UnixMicro(), Principal: e.Principal, Kind: e.Kind, Write: e.Write,
		Sealed: e.Body, Previous: e.Previous, Hash: e.Hash,
	})
	return append(text, '\n'), err
}

// parse reads a line, and reports whether it is an entry.
func parse(text []byte) (one line, ok bool) {
	err := json.Unmarshal(text, &one)
	return one, err == nil && one.Seq > 0 && one.Hash != ""
}

// Entries implements sealed.Rows. It needs no lock: lines are only added, and a new key
// replaces the file as a whole.
func (r *Rows) Entries(_ context.Context, after int64, visit func(tokenstore.Entry) error) error {
	path, err := r.entriesPath()
	if err != nil {
		return err
	}
	file, size, err := openEntries(path)
	if err != nil || file == nil {
		return err
	}
	defer file.Close()
	var number int
	var unread []error
	var stopped error
	err = eachLine(io.NewSectionReader(file, 0, size), func(text []byte) error {
		number++
		one, ok := parse(text)
		if !ok {
			unread = append(unread, fmt.Errorf("line %d of %s is not an entry: %w", number, path, tokenstore.ErrTampered))
		} else if one.Seq > after {
			stopped = visit(one.entry())
		}
		return stopped
	})
	if stopped != nil {
		return stopped
	}
	return errors.Join(append(unread, tokenstore.Unreachable(err))...)
}

// errAsItWas says that a file needs no replacing.
var errAsItWas = errors.New("it stays as it was")

// ResealEntries implements sealed.Rows.
func (r *Rows) ResealEntries(ctx context.Context, again func(tokenstore.Entry) []byte) error {
	unlock, err := r.moment(ctx, "entries")
	if err != nil {
		return err
	}
	defer unlock()
	path, err := r.entriesPath()
	if err != nil {
		return err
	}
	file, size, err := openEntries(path)
	if err != nil || file == nil {
		return err
	}
	defer file.Close()
	// Windows replaces no file that is open, so it is closed once it is read.
	err = private.Rewrite(path, func(to io.Writer) error {
		err := resealLines(io.NewSectionReader(file, 0, size), to, again)
		return errors.Join(err, file.Close())
	})
	if errors.Is(err, errAsItWas) {
		return nil
	}
	return tokenstore.Unreachable(err)
}

// resealLines copies lines, and puts new bodies into those that get one.
func resealLines(from io.Reader, to io.Writer, again func(tokenstore.Entry) []byte) error {
	same := true
	err := eachLine(from, func(text []byte) error {
		if one, ok := parse(text); ok { // A line that is not an entry stays for reading to tell.
			entry := one.entry()
			if body := again(entry); body != nil {
				same = false
				entry.Body = body
				fresh, err := written(entry)
				if err != nil {
					return err
				}
				text = bytes.TrimSuffix(fresh, []byte("\n"))
			}
		}
		_, err := to.Write(append(text, '\n'))
		return err
	})
	if err == nil && same {
		return errAsItWas
	}
	return err
}
