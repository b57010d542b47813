package tools

// Attachment is a file that a result shows besides its values: the image of a
// receipt. An image becomes image content of the MCP result, anything else an
// embedded resource (MCP tools, Content types).
type Attachment struct {
	// Name is what it is called, for people.
	Name string
	// MediaType of the content, such as image/png.
	MediaType string
	Content   []byte
}

// Attached is a result with attachments. They are not part of its values, so the
// fields that hold them are not marshalled.
type Attached interface {
	Attachments() []Attachment
}
