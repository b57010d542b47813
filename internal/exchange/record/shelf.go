package record

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"sync"

	"github.com/concur-mcp/concur-mcp/internal/exchange"
)

// The recorder alone reads what it wrote.
const (
	folderMode = 0o700
	fileMode   = 0o600
)

// shelf numbers the exchanges of each operation. What is there is never overwritten.
type shelf struct {
	folder string

	mu   sync.Mutex
	last map[string]int
}

// write makes a file such as get_report/001-200.json.
func (s *shelf) write(operation string, status int, e exchange.Exchange) error {
	text, err := e.Encode()
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(s.folder)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }() // It was only looked into.
	if err := root.Mkdir(operation, folderMode); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		s.last[operation]++
		number := fmt.Sprintf("%03d", s.last[operation])
		taken, err := fs.Glob(root.FS(), path.Join(operation, number+"-*.json"))
		if err != nil {
			return err
		}
		if len(taken) > 0 {
			continue
		}
		name := path.Join(operation, fmt.Sprintf("%s-%d.json", number, status))
		err = create(root, name, text)
		if !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
}

// create writes a whole file or none.
func create(root *os.Root, name string, text []byte) error {
	file, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	if err = errors.Join(err, file.Close()); err != nil {
		err = errors.Join(err, root.Remove(name))
	}
	return err
}
