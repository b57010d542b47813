package journal

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

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

// Export writes the whole chain as JSON Lines.
func (j *Journal) Export(ctx context.Context, to io.Writer) error {
	out := bufio.NewWriter(to)
	encoder := json.NewEncoder(out)
	err := j.Store.Entries(ctx, 0, func(e tokenstore.Entry) error {
		return encoder.Encode(line{e.Seq, e.At, e.Principal, e.Kind, e.Write, string(e.Body), e.Previous, e.Hash})
	})
	return errors.Join(err, out.Flush())
}

// VerifyExport is Verify for what Export wrote, without the store.
func VerifyExport(from io.Reader, heads ...string) (Head, error) {
	walk := newWalk(heads)
	decoder := json.NewDecoder(from)
	for n := 1; ; n++ {
		var l line
		err := decoder.Decode(&l)
		if errors.Is(err, io.EOF) {
			return walk.end()
		}
		if err != nil {
			return walk.head, fmt.Errorf("line %d is not an entry as the journal exports them: %w", n, err)
		}
		walk.step(tokenstore.Entry{
			Seq: l.Seq, At: l.At, Principal: l.Principal, Kind: l.Kind, Write: l.Write, Body: []byte(l.Body),
			Previous: l.Previous, Hash: l.Hash,
		})
	}
}
