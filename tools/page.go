package tools

// Page is the part of the arguments that all list tools share. Its texts are
// short because they are paid for in every list tool: a limit that is too large is
// refused with the right one, and a result calls its cursor next_cursor.
type Page struct {
	Limit  *int     `json:"limit,omitempty"`
	Cursor string   `json:"cursor,omitempty"`
	Fields []string `json:"fields,omitempty" jsonschema:"or all"`
}
