package tools

// Page is the part of the arguments that all list tools share.
type Page struct {
	Limit  int      `json:"limit,omitempty" jsonschema:"rows, at most 200"`
	Cursor string   `json:"cursor,omitempty" jsonschema:"next_cursor of the page before"`
	Fields []string `json:"fields,omitempty" jsonschema:"fields of each row, or all"`
}
