package files

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// Folders are the folders that files may come from and be saved to. The zero value
// allows none.
type Folders struct{ allowed []folder }

type folder struct {
	// paths are the folder as it was given and as it is without symlinks, both
	// absolute: an agent may know either.
	paths []string
	root  *os.Root
}

// Allow opens folders. Close closes them.
func Allow(paths ...string) (*Folders, error) {
	f := &Folders{}
	for _, path := range paths {
		opened, err := openFolder(path)
		if err != nil {
			return nil, errors.Join(err, f.Close())
		}
		f.allowed = append(f.allowed, opened)
	}
	return f, nil
}

func openFolder(path string) (folder, error) {
	given, err := filepath.Abs(path)
	if err != nil {
		return folder{}, fmt.Errorf("the folder %s: %w", path, err)
	}
	resolved, err := filepath.EvalSymlinks(given)
	if err != nil {
		return folder{}, fmt.Errorf("the folder %s cannot be opened: %w", path, err)
	}
	root, err := os.OpenRoot(resolved)
	if err != nil {
		return folder{}, fmt.Errorf("the folder %s cannot be opened: %w", path, err)
	}
	return folder{paths: []string{given, resolved}, root: root}, nil
}

// Close closes the folders.
func (f *Folders) Close() error {
	var all []error
	for _, allowed := range f.allowed {
		all = append(all, allowed.root.Close())
	}
	return errors.Join(all...)
}

// Open looks at a file and says what it is, without reading it. path is absolute,
// or relative to an allowed folder; most is its largest size in bytes. It fails
// with *Error.
func (f *Folders) Open(path string, most int64) (File, error) {
	if f == nil || len(f.allowed) == 0 {
		return File{}, refusef("Send the content as base64 instead.", "this server reads no files")
	}
	in, name, err := f.find(path)
	if err != nil {
		return File{}, err
	}
	content, info, err := in.open(name)
	if err != nil {
		return File{}, err
	}
	defer func() { _ = content.Close() }() // It was only read.
	mediaType, err := recognise(content)
	if err != nil {
		return File{}, f.unreadable(path)
	}
	if err := check(filepath.Base(name), mediaType, info.Size(), most); err != nil {
		return File{}, err
	}
	reopen := func() (io.ReadCloser, error) { return in.reopen(name, info) }
	return File{Name: filepath.Base(name), MediaType: mediaType, Size: info.Size(), Open: reopen}, nil
}

// find gives the folder that a path lies in and the path below it.
func (f *Folders) find(path string) (folder, string, error) {
	if strings.ContainsRune(path, 0) {
		return folder{}, "", f.outside("the path")
	}
	inside := false
	for _, allowed := range f.allowed {
		name, ok := allowed.below(path)
		if !ok {
			continue
		}
		inside = true
		if _, err := allowed.root.Lstat(name); err == nil {
			return allowed, name, nil
		}
	}
	if !inside {
		return folder{}, "", f.outside(path)
	}
	return folder{}, "", f.unreadable(path)
}

// below makes a path relative to the folder, if it lies in it.
func (f folder) below(path string) (string, bool) {
	if !filepath.IsAbs(path) {
		return filepath.Clean(path), filepath.IsLocal(path)
	}
	for _, base := range f.paths {
		if name, err := filepath.Rel(base, path); err == nil && filepath.IsLocal(name) {
			return name, true
		}
	}
	return "", false
}

// open opens a regular file that no symlink leads to. A symlink could point at
// something that the agent may not see, even inside of the folder, and a pipe
// would never end.
func (f folder) open(name string) (*os.File, fs.FileInfo, error) {
	if err := f.plain(name); err != nil {
		return nil, nil, err
	}
	// Not blocking, should a pipe have taken the place of the file by now.
	content, err := f.root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, nil, refusef("Check that the server may read it.", "%s cannot be read", filepath.Base(name))
	}
	info, err := content.Stat()
	if err != nil || !info.Mode().IsRegular() {
		_ = content.Close() // It is not used.
		return nil, nil, notRegular(name)
	}
	return content, info, nil
}

// plain checks every step of the way to a file.
func (f folder) plain(name string) error {
	steps := strings.Split(filepath.ToSlash(name), "/")
	for i := range steps {
		step := filepath.Join(steps[:i+1]...)
		info, err := f.root.Lstat(step)
		switch {
		case err != nil:
			return refusef("Check the path.", "%s cannot be read", filepath.Base(name))
		case info.Mode().Type()&fs.ModeSymlink != 0:
			return refusef("Give the path of the file itself.", "%s is a symbolic link, and links are not followed", filepath.ToSlash(step))
		case i == len(steps)-1 && !info.Mode().IsRegular():
			return notRegular(name)
		}
	}
	return nil
}

// reopen opens a file again and makes sure that it is still the same.
func (f folder) reopen(name string, seen fs.FileInfo) (io.ReadCloser, error) {
	content, info, err := f.open(name)
	if err != nil {
		return nil, err
	}
	if !os.SameFile(seen, info) || seen.Size() != info.Size() || !seen.ModTime().Equal(info.ModTime()) {
		_ = content.Close() // It is not used.
		return nil, refusef("Call again when it is complete.", "%s was changed while it was being sent", filepath.Base(name))
	}
	return content, nil
}

func notRegular(name string) error {
	return refusef("Give the path of a file.", "%s is not a regular file", filepath.Base(name))
}

func (f *Folders) outside(path string) error {
	return refusef("Give a path below "+f.names()+".", "%s is outside of the folders that this server may read", path)
}

func (f *Folders) unreadable(path string) error {
	return refusef("Check the path; files may come from "+f.names()+".", "there is no file %s that can be read", path)
}

func (f *Folders) names() string {
	var names []string
	for _, allowed := range f.allowed {
		names = append(names, allowed.paths[0])
	}
	return strings.Join(names, " or ")
}
