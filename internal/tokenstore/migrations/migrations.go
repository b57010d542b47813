// Package migrations reads the numbered steps that bring a database to the form this
// program needs. A step that was published is never changed; a new one is added.
package migrations

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

// Migration is one step.
type Migration struct {
	// Number counts from 1 without gaps.
	Number int
	// Name is that of its file.
	Name string
	SQL  string
}

// Read reads the files NNNN_what.sql of a folder, in order.
func Read(files fs.FS) ([]Migration, error) {
	names, err := fs.Glob(files, "*/*.sql")
	if err != nil {
		return nil, err
	}
	var all []Migration
	for i, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		digits, _, _ := strings.Cut(path.Base(name), "_")
		number, err := strconv.Atoi(digits)
		if err != nil || len(digits) != 4 || number != i+1 {
			return nil, fmt.Errorf("%s is not number %04d", name, i+1)
		}
		all = append(all, Migration{Number: number, Name: path.Base(name), SQL: string(text)})
	}
	return all, nil
}

// Missing gives the steps that a database still needs, of which it has had so many.
func Missing(all []Migration, had int) ([]Migration, error) {
	if had > len(all) {
		return nil, fmt.Errorf("the store of connections is of version %d, this program knows %d. Nothing was changed; use the newer program",
			had, len(all))
	}
	return all[had:], nil
}

// Digests gives the digest of each step by its name, for the tests that hold
// published steps to what they were.
func Digests(all []Migration) map[string]string {
	digests := map[string]string{}
	for _, one := range all {
		sum := sha256.Sum256([]byte(one.SQL))
		digests[one.Name] = hex.EncodeToString(sum[:])
	}
	return digests
}
