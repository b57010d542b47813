package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/concur-mcp/concur-mcp/internal/limits"
)

// Loader reads the file of --config for kong.
func Loader() kong.Option { return kong.Configuration(readFile) }

// file is the settings of a file by the names of their flags.
type file map[string]any

func readFile(r io.Reader) (kong.Resolver, error) {
	var text json.RawMessage
	values, asWritten := file{}, map[string]json.RawMessage{}
	err := json.NewDecoder(r).Decode(&text)
	if err == nil {
		err = errors.Join(json.Unmarshal(text, &values), json.Unmarshal(text, &asWritten))
	}
	if err != nil {
		return nil, fmt.Errorf("the settings file is not a JSON object: %w", err)
	}
	// Rules are read as they are written: a float would lose the digits of an amount.
	// And they are read here, since nobody would look for a flag that they do not have.
	if written, given := asWritten[limitsName]; given {
		rules, err := limits.Parse(written)
		if err != nil {
			return nil, fmt.Errorf("the settings file has mistakes in its limits:\n%w", err)
		}
		values[limitsName] = rules
	}
	return values, nil
}

// Validate refuses names that are no settings, secrets among them.
func (f file) Validate(app *kong.Application) error {
	known := map[string]bool{}
	var collect func(*kong.Node)
	collect = func(node *kong.Node) {
		for _, flag := range node.Flags {
			known[fileName(flag)] = true
		}
		for _, child := range node.Children {
			collect(child)
		}
	}
	collect(app.Node)
	var unknown []string
	for name := range f {
		if !known[name] {
			unknown = append(unknown, name)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	slices.Sort(unknown)
	return fmt.Errorf("the settings file has %s, which is no setting; secrets belong into the environment", strings.Join(unknown, ", "))
}

// Resolve implements kong.Resolver. kong would let the file win over the
// environment; here it gives way.
func (f file) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	for _, name := range flag.Envs {
		if _, set := os.LookupEnv(name); set {
			return nil, nil // kong's way to say: not here.
		}
	}
	return f[fileName(flag)], nil
}

func fileName(flag *kong.Flag) string { return strings.ReplaceAll(flag.Name, "-", "_") }
