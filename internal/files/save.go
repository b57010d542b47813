package files

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Saved is a file that was written.
type Saved struct {
	// Path is absolute.
	Path string
	// Size in bytes.
	Size int64
}

// MaySave looks whether a new file may be written to a path, without writing it, so
// that what is to be saved need not be fetched in vain. It fails with *Error.
func (f *Folders) MaySave(path string) error {
	_, _, err := f.place(path)
	return err
}

// Save writes a new file, which only the user of this process may read. path is
// absolute, or relative to the first allowed folder; the folder it names must be
// there. Nothing is overwritten, no symbolic link is followed, and nothing whose name
// begins with a dot is written: such files tell programs what to do. A content of
// more than most bytes, or one that breaks off, leaves no file behind. It fails with
// *Error, or with the error of content.
func (f *Folders) Save(path string, content io.Reader, most int64) (Saved, error) {
	in, name, err := f.place(path)
	if err != nil {
		return Saved{}, err
	}
	// Exclusive: what takes the name in the meantime, a link too, is left alone.
	file, err := in.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return Saved{}, unwritable(name, err)
	}
	size, err := write(file, content, most)
	if err != nil {
		_ = in.root.Remove(name) // The first error says what is wrong.
		return Saved{}, err
	}
	return Saved{Path: filepath.Join(in.paths[0], name), Size: size}, nil
}

// write copies and closes.
func write(file *os.File, content io.Reader, most int64) (int64, error) {
	size, err := io.Copy(file, io.LimitReader(content, most+1))
	closed := file.Close()
	name := filepath.Base(file.Name())
	var broken *fs.PathError
	switch {
	case errors.As(err, &broken):
		return 0, unwritable(name, err)
	case err != nil:
		return 0, err
	case closed != nil:
		return 0, unwritable(name, closed)
	case size > most:
		return 0, refusef("It is not saved; get it in the product instead.", "what is to be saved is larger than %s", megabytes(most))
	}
	return size, nil
}

// place finds the folder for a new file and the path below it.
func (f *Folders) place(path string) (folder, string, error) {
	if f == nil || len(f.allowed) == 0 {
		return folder{}, "", refusef("Leave out the path; the operator allows folders with --files.", "this server writes no files")
	}
	if strings.TrimSpace(path) == "" || strings.ContainsRune(path, 0) {
		return folder{}, "", f.noPlace("the path")
	}
	for _, allowed := range f.allowed {
		name, ok := allowed.below(path)
		if !ok || name == "." {
			continue
		}
		return allowed, name, allowed.vacant(name)
	}
	return folder{}, "", f.noPlace(path)
}

// vacant checks that a new file may take a name: every step on the way is a folder,
// none is hidden, and nothing is there yet.
func (f folder) vacant(name string) error {
	steps := strings.Split(filepath.ToSlash(name), "/")
	for i, step := range steps {
		if strings.HasPrefix(step, ".") {
			return refusef("Give a name without a dot at its beginning.", "%s would be a hidden file", filepath.ToSlash(name))
		}
		at := filepath.Join(steps[:i+1]...)
		info, err := f.root.Lstat(at)
		last := i == len(steps)-1
		switch {
		case last && errors.Is(err, fs.ErrNotExist):
			return nil
		case last && err == nil:
			return unwritable(name, fs.ErrExist)
		case err != nil:
			return refusef("Make the folder first, or give one that is there.", "there is no folder %s", filepath.ToSlash(at))
		case !info.IsDir():
			return refusef("Give the path of a folder itself; links are not followed.", "%s is not a folder", filepath.ToSlash(at))
		}
	}
	return nil
}

func unwritable(name string, err error) error {
	if errors.Is(err, fs.ErrExist) {
		return refusef("Give another name.", "%s is already there, and nothing is overwritten", filepath.Base(name))
	}
	return refusef("Check that the server may write there and that there is room.", "%s cannot be written", filepath.Base(name))
}

func (f *Folders) noPlace(path string) error {
	return refusef("Give the path of a new file below "+f.names()+".", "%s is outside of the folders that this server may write", path)
}
