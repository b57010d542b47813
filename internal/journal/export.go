package journal

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
	"unicode/utf8"

	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// line is an entry as it is exported. Its body is the JSON text that the hash is of, byte
// by byte.
type line struct {
	Seq       int64     `json:"seq"`
	At        time.Time `json:"at"`
	Principal string    `json:"principal"`
	Kind      string    `json:"kind"`
	Write     string    `json:"write"`
	Body      string    `json:"body"`
	Previous  string    `json:"previous"`
	Hash      string    `json:"hash"`
}

// Export writes the whole chain as JSON Lines. Characters that a terminal obeys or does
// not show are escaped: what JSON makes of a line is the same.
func (j *Journal) Export(ctx context.Context, to io.Writer) error {
	out := bufio.NewWriter(to)
	err := j.Store.Entries(ctx, 0, func(e tokenstore.Entry) error {
		encoded, err := json.Marshal(line{e.Seq, e.At, e.Principal, e.Kind, e.Write, string(e.Body), e.Previous, e.Hash})
		if err == nil {
			_, err = out.WriteString(render.Escaped(string(encoded)) + "\n")
		}
		return err
	})
	return errors.Join(err, out.Flush())
}

// VerifyExport is Verify for what Export wrote, without the store. It takes the lines only
// as they were written, with hidden characters escaped or not: JSON says the same thing in
// many ways, and a reader of the file could take another one from a member that was put in
// twice.
func VerifyExport(from io.Reader, heads ...string) (Head, error) {
	walk := newWalk(heads)
	lines := bufio.NewReader(from)
	for n := 1; ; n++ {
		text, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) && len(text) == 0 {
			return walk.end()
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return walk.head, err
		}
		l, err := readLine(text)
		if err != nil {
			return walk.head, fmt.Errorf("line %d is not an entry as the journal exports them: %w", n, err)
		}
		walk.step(tokenstore.Entry{
			Seq: l.Seq, At: l.At, Principal: l.Principal, Kind: l.Kind, Write: l.Write, Body: []byte(l.Body),
			Previous: l.Previous, Hash: l.Hash,
		})
	}
}

var errRewritten = errors.New("it says what an entry says, and in another way")

// readLine reads a line. What comes before its end may be a carriage return: files change
// so on their way from one system to another.
func readLine(text []byte) (line, error) {
	var l line
	if err := json.Unmarshal(text, &l); err != nil {
		return l, err
	}
	again, err := json.Marshal(l)
	// An earlier version escaped none of the hidden characters, or did not know all of them.
	written := string(bytes.TrimRight(text, "\r\n"))
	if err == nil && (!utf8.ValidString(written) || render.Escaped(written) != render.Escaped(string(again))) {
		err = errRewritten
	}
	return l, err
}
