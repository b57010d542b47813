package images

import (
	"net/url"
	"slices"
	"strings"

	"github.com/concur-mcp/concur-mcp/tools"
)

// In is an image in one of the forms that a caller may give. Inputs embed it.
type In struct {
	// FilePath is below an allowed folder.
	FilePath    string `json:"file_path,omitempty"`
	FileContent string `json:"file_content,omitempty" jsonschema:"base64"`
	// MediaType is what FileContent is said to be. It may be left out, and is compared
	// with what the content is.
	MediaType string    `json:"media_type,omitempty"`
	URL       string    `json:"url,omitempty"`
	Resource  *Resource `json:"resource,omitempty" jsonschema:"uri, blob" members:"described"`
	// File is Ask, or the handle of a file that a person has handed over since.
	File      string `json:"file,omitempty" jsonschema:"ask: user gets link"`
	ScaleDown bool   `json:"scale_down,omitempty"`
}

// Resource is an MCP resource that a client hands over, by the names that MCP has for
// its members (MCP server/resources, Binary Content).
type Resource struct {
	URI      string `json:"uri,omitempty"`
	MimeType string `json:"mimeType,omitempty"`
	Blob     string `json:"blob,omitempty"`
}

// Given reports whether there is an image at all.
func (in In) Given() bool {
	in.ScaleDown = false // That is no image yet.
	return in != (In{})
}

// check finds what is wrong with the arguments as such.
func (in In) check() error {
	var given []string
	for name, present := range in.forms() {
		if present {
			given = append(given, name)
		}
	}
	switch {
	case len(given) == 0:
		return tools.Argumentf("file_path", "there is no receipt").WithHint("Give file_path, file_content, url, resource or file.")
	case len(given) > 1:
		slices.Sort(given)
		return tools.Argumentf(given[0], "%s is given too", strings.Join(given[1:], " and ")).WithHint("Give one of them.")
	case in.MediaType != "" && in.FileContent == "":
		return tools.Argumentf("media_type", "goes with file_content; otherwise it is read from the content").
			WithHint("Leave it out.")
	default:
		return nil
	}
}

func (in In) forms() map[string]bool {
	return map[string]bool{
		"file_path": in.FilePath != "", "file_content": in.FileContent != "", "url": in.URL != "", "resource": in.Resource != nil,
		"file": in.File != "",
	}
}

// argument is the one that a media type which Concur does not take is blamed on.
func (in In) argument() string {
	switch {
	case in.FileContent != "":
		return "file_content"
	case in.URL != "":
		return "url"
	case in.Resource != nil:
		return "resource"
	case in.File != "":
		return "file"
	default:
		return "file_path"
	}
}

// plain turns a resource into the form that it stands for: its bytes, or a file.
func (in In) plain() (In, error) {
	r := in.Resource
	if r == nil {
		return in, nil
	}
	in.Resource = nil
	if r.Blob != "" {
		in.FileContent, in.MediaType = r.Blob, r.MimeType
		return in, nil
	}
	at, err := url.Parse(r.URI)
	local := err == nil && at.Scheme == "file" && (at.Host == "" || at.Host == "localhost") && at.Path != ""
	if !local {
		return in, tools.Argumentf("resource.blob", "is required unless uri is a file: address").
			WithHint("Read the resource first and hand over its blob, or give url.")
	}
	in.FilePath = at.Path
	return in, nil
}
