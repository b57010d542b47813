// Package private reads and writes files that only their owner may see.
package private

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// FileMode and FolderMode are what such files and folders are made with.
const (
	FileMode   fs.FileMode = 0o600
	FolderMode fs.FileMode = 0o700
)

// ExposedError says that others on this machine can get at a file.
type ExposedError struct {
	Path string
	Mode fs.FileMode
}

func (e *ExposedError) Error() string {
	return fmt.Sprintf("others on this machine can get at %s (mode %04o). Nothing was read or changed; "+
		"see who may have copied it, then run: chmod 600 '%s'", e.Path, e.Mode, e.Path)
}

// Check fails with ExposedError where others can read or write the file, and with
// fs.ErrNotExist where there is none. Windows keeps no such modes; there the folder
// of the user protects it.
func Check(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s is not a file", path)
	}
	if mode := info.Mode().Perm(); runtime.GOOS != "windows" && mode&0o077 != 0 {
		return &ExposedError{Path: path, Mode: mode}
	}
	return nil
}

// Read gives what a file holds, after Check.
func Read(path string) ([]byte, error) {
	if err := Check(path); err != nil {
		return nil, err
	}
	return os.ReadFile(path) //nolint:gosec // The operator names the file.
}

// Folder makes the folder of a file where it is missing, and those above it.
func Folder(path string) error { return os.MkdirAll(filepath.Dir(path), FolderMode) }

// Write replaces what a file holds. After a crash at any moment the file is the old
// one or the new one, whole. Whoever writes a path does so under a lock.
func Write(path string, content []byte) error {
	return Rewrite(path, func(to io.Writer) error {
		_, err := to.Write(content)
		return err
	})
}

// Rewrite is Write for what is too long to be held. Where fill fails the file stays as it was.
func Rewrite(path string, fill func(to io.Writer) error) error {
	beside := path + ".new"
	err := os.Remove(beside) // of one who crashed
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		err = create(beside, fill)
	}
	if err == nil {
		err = os.Rename(beside, path)
	}
	if err != nil {
		_ = os.Remove(beside)
		return err
	}
	return syncFolder(filepath.Dir(path))
}

func create(path string, fill func(io.Writer) error) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, FileMode) //nolint:gosec // Beside the operator's file.
	if err != nil {
		return err
	}
	buffered := bufio.NewWriterSize(file, 64<<10)
	err = fill(buffered)
	if err == nil {
		err = buffered.Flush()
	}
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

// Append puts text on the disk at the end of a file, which is at a size: what comes after
// is cut off. Where that fails the file is cut to its size again, as far as that can be
// done. A file that is missing is made. Whoever appends does so under a lock.
func Append(path string, size int64, text []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, FileMode) //nolint:gosec // The operator names the file.
	if err != nil {
		return err
	}
	if err = file.Truncate(size); err == nil {
		if _, err = file.WriteAt(text, size); err == nil {
			err = file.Sync()
		}
		if err != nil {
			_ = file.Truncate(size)
		}
	}
	err = errors.Join(err, file.Close())
	if err == nil && size == 0 {
		return syncFolder(filepath.Dir(path)) // It may be new.
	}
	return err
}

// syncFolder puts the new name on the disk; Windows has no such call, and needs none.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	folder, err := os.Open(path) //nolint:gosec // The folder of the operator's file.
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
