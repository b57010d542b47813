package private

import (
	"errors"
	"io/fs"
	"path/filepath"
	"sync"
)

// Place is where a file really is. Everybody who means the same file then locks the
// same one, and a link is not replaced by a file.
type Place struct {
	choose func() (string, error)
	mu     sync.Mutex
	path   string
}

// NewPlace makes a place of the path that choose gives when it is first needed.
func NewPlace(choose func() (string, error)) *Place { return &Place{choose: choose} }

// Path makes the folder of the file where it is missing, and gives the path without
// links. It looks once; where that fails, the next call tries again.
func (p *Place) Path() (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.path != "" {
		return p.path, nil
	}
	path, err := p.choose()
	if err == nil {
		err = Folder(path)
	}
	if err == nil {
		path, err = resolve(path)
	}
	if err != nil {
		return "", err
	}
	p.path = path
	return path, nil
}

// resolve follows links and makes a path absolute. The folder of the file is there.
func resolve(path string) (string, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	resolved, err := filepath.EvalSymlinks(absolute)
	if !errors.Is(err, fs.ErrNotExist) {
		return resolved, err
	}
	folder, err := filepath.EvalSymlinks(filepath.Dir(absolute))
	return filepath.Join(folder, filepath.Base(absolute)), err
}
