package file

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/private"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/sealed"
)

// firstGuess is how far from its end a file is read at first to find its last line.
const firstGuess = 8 << 10

// Append implements sealed.Rows. What somebody who died left half-written is cut off: an
// entry that has not got its newline was never said to be kept.
func (r *Rows) Append(ctx context.Context, quotas []tokenstore.Quota, link sealed.Link) error {
	unlock, err := r.moment(ctx, "entries")
	if err != nil {
		return err
	}
	defer unlock()
	path, err := r.entriesPath()
	if err != nil {
		return err
	}
	last, end, had, err := r.look(path, quotas)
	if err != nil {
		return err
	}
	entry, err := link(last, had)
	if err != nil {
		return err
	}
	text, err := written(entry)
	if err != nil {
		return err
	}
	return tokenstore.Unreachable(private.Append(path, end, text))
}

// look gives the last entry, where its line ends, and how many each quota counts.
func (r *Rows) look(path string, quotas []tokenstore.Quota) (last tokenstore.Entry, end int64, had []int, err error) {
	had = make([]int, len(quotas))
	file, size, err := openEntries(path)
	if err != nil || file == nil {
		return last, 0, had, err
	}
	defer file.Close()
	text, end, err := lastLine(file, size)
	if err != nil {
		return last, 0, nil, tokenstore.Unreachable(err)
	}
	if text != nil {
		parsed, ok := parse(text)
		if !ok {
			return last, 0, nil, fmt.Errorf("the last line of %s is not an entry: %w. Nothing was appended; bring the file back from a copy, "+
				"or move it away to begin anew", path, tokenstore.ErrTampered)
		}
		last = parsed.entry()
	}
	if len(quotas) > 0 {
		had, err = r.tally.count(file, end, quotas)
	}
	return last, end, had, tokenstore.Unreachable(err)
}

func (r *Rows) entriesPath() (string, error) {
	path, err := r.place.Path()
	return path + ".entries", tokenstore.Unreachable(err)
}

// openEntries gives no file where there is none yet.
func openEntries(path string) (file *os.File, size int64, err error) {
	err = private.Check(path)
	if err == nil {
		file, err = os.Open(path) //nolint:gosec // Beside the operator's file.
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, tokenstore.Unreachable(err)
	}
	info, err := file.Stat()
	if err != nil {
		return nil, 0, tokenstore.Unreachable(errors.Join(err, file.Close()))
	}
	return file, info.Size(), nil
}

// lastLine gives the last whole line before an end, without its newline, and where it
// ends; nil where there is none. It reads no more than it has to.
func lastLine(file io.ReaderAt, before int64) (text []byte, end int64, err error) {
	for length := int64(firstGuess); ; length *= 2 {
		length = min(length, before)
		tail := make([]byte, length)
		if _, err := file.ReadAt(tail, before-length); err != nil && !errors.Is(err, io.EOF) {
			return nil, 0, err
		}
		newline := lastNewline(tail)
		if newline < 0 && length == before {
			return nil, 0, nil
		}
		if newline < 0 {
			continue
		}
		start := lastNewline(tail[:newline]) + 1
		if start > 0 || length == before {
			return tail[start:newline], before - length + int64(newline) + 1, nil
		}
	}
}
