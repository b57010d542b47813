package app

import (
	"fmt"
	"runtime/debug"
)

// version is set by the linker in releases.
var version string

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run(streams Streams) error {
	_, err := fmt.Fprintln(streams.Out, "concur-mcp "+currentVersion())
	return err
}

// currentVersion is that of the release, or of the module where it was installed
// with the go command.
func currentVersion() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
