package render

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"regexp"
)

// position is where a list continues: in which upstream page, after how many rows.
type position struct {
	Offset string `json:"o,omitempty"`
	Skip   int    `json:"s,omitempty"`
}

// sealed is a position with the query it belongs to.
type sealed struct {
	position
	Query []byte `json:"q"`
}

// offsetForm is the alphabet of upstream offsets. They travel through the agent,
// so what comes back is held to it.
var offsetForm = regexp.MustCompile(`^[A-Za-z0-9$_=~+/.-]{0,300}$`)

// mostSkipped is more rows than a page from upstream ever has.
const mostSkipped = 100_000

// cursor writes the position in a form that agents pass on unread.
func (p position) cursor(query string) string {
	encoded, err := json.Marshal(sealed{position: p, Query: digest(query)})
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(encoded)
}

// parseCursor reads a cursor; an empty one is the beginning.
func parseCursor(cursor, query string) (position, error) {
	if cursor == "" {
		return position{}, nil
	}
	decoded, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return position{}, ErrCursor
	}
	var s sealed
	if json.Unmarshal(decoded, &s) != nil || string(s.Query) != string(digest(query)) {
		return position{}, ErrCursor
	}
	if s.Skip < 0 || s.Skip > mostSkipped || !offsetForm.MatchString(s.Offset) {
		return position{}, ErrCursor
	}
	return s.position, nil
}

// digest is short: it keeps a cursor from being used with other arguments by
// mistake, and gives access to nothing.
func digest(query string) []byte {
	sum := sha256.Sum256([]byte(query))
	return sum[:6]
}
