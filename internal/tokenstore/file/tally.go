package file

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// tally is what a process knows of the entries up to some place in their file, so that
// a quota costs no reading of the whole file but the first time. It is used under the
// lock of the file.
type tally struct {
	// end is that place, and hash that of the entry whose line ends there.
	end  int64
	hash string
	// times are those of the entries of each principal and kind, in microseconds.
	times map[group][]int64
}

type group struct{ principal, kind string }

// count gives how many entries each quota counts, of those whose lines end by an end.
func (t *tally) count(file io.ReaderAt, end int64, quotas []tokenstore.Quota) ([]int, error) {
	fits, err := t.fits(file)
	if err != nil {
		return nil, err
	}
	if !fits {
		*t = tally{times: map[group][]int64{}}
	}
	err = eachLine(io.NewSectionReader(file, t.end, end-t.end), func(text []byte) error {
		// Of a line that is no entry reading tells; whose it was is not known.
		if one, ok := parse(text); ok {
			t.hash = one.Hash
			of := group{one.Principal, one.Kind}
			t.times[of] = append(t.times[of], one.At)
		}
		return nil
	})
	if err != nil {
		*t = tally{}
		return nil, err
	}
	t.end = end
	had := make([]int, len(quotas))
	for i, quota := range quotas {
		for _, at := range t.times[group{quota.Principal, quota.Kind}] {
			if at >= quota.Since.UnixMicro() {
				had[i]++
			}
		}
	}
	return had, nil
}

// fits reports whether the entry that was the last one still ends where it did. A new
// key moves the lines.
func (t *tally) fits(file io.ReaderAt) (bool, error) {
	text, at, err := lastLine(file, t.end)
	if err != nil {
		return false, err
	}
	one, ok := parse(text)
	return ok && at == t.end && one.Hash == t.hash, nil
}

// eachLine shows each line that has a newline, without it.
func eachLine(from io.Reader, visit func(text []byte) error) error {
	lines := bufio.NewReaderSize(from, 64<<10)
	for {
		text, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = visit(text[:len(text)-1])
		}
		if err != nil {
			return err
		}
	}
}

func lastNewline(text []byte) int { return bytes.LastIndexByte(text, '\n') }
