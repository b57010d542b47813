package mcpserver

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"unicode/utf8"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
)

var errLongLine = errors.New("line too long")

// lineReader reads lines up to a length, and skips longer ones without keeping them.
type lineReader struct {
	in   *bufio.Reader
	most int
}

func newLineReader(in io.Reader, most int) *lineReader {
	return &lineReader{in: bufio.NewReaderSize(in, 64<<10), most: most}
}

// next gives a line without the white space around it. What stands after the last
// line break is a line too. It fails with errLongLine, after which it can be called
// again, or with the error that ended the input.
func (r *lineReader) next() ([]byte, error) {
	var line []byte
	tooLong := false
	for {
		part, err := r.in.ReadSlice('\n')
		if tooLong = tooLong || len(line)+len(part) > r.most; tooLong {
			line = nil
		} else {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case tooLong && (err == nil || err == io.EOF):
			return nil, errLongLine
		case err != nil && len(line) == 0:
			return nil, err
		default:
			return bytes.TrimSpace(line), nil
		}
	}
}

// refusal answers a line that is not a message of the protocol.
type refusal struct {
	id      jsonrpc.ID // of the call, if it can be told
	code    int
	message string
}

// encode writes the refusal as JSON-RPC wants it, with an id of null if there is
// none; the SDK would leave the id out.
func (r refusal) encode() []byte {
	type body struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	}
	// Strings and whole numbers always marshal.
	line, _ := json.Marshal(struct {
		JSONRPC string `json:"jsonrpc"`
		ID      any    `json:"id"`
		Error   body   `json:"error"`
	}{"2.0", r.id.Raw(), body{r.code, r.message}})
	return line
}

// wellFormed mends the errors of the SDK: what it refuses in its present state has
// no code, and what it cannot read is quoted as a whole, however long.
func wellFormed(err error) *jsonrpc.Error {
	told := &jsonrpc.Error{Message: readable(err.Error())}
	if coded, ok := errors.AsType[*jsonrpc.Error](err); ok {
		told.Code, told.Data = coded.Code, coded.Data
	}
	if told.Code == 0 {
		told.Code = jsonrpc.CodeInvalidRequest
	}
	return told
}

// decodeLine reads a message, or says what is wrong with the line (JSON-RPC 2.0,
// error codes).
func decodeLine(line []byte) (jsonrpc.Message, *refusal) {
	if !utf8.Valid(line) {
		return nil, &refusal{code: jsonrpc.CodeParseError, message: "the line is not UTF-8"}
	}
	if !json.Valid(line) {
		return nil, &refusal{code: jsonrpc.CodeParseError, message: "the line is not JSON; send one JSON-RPC message per line"}
	}
	if line[0] == '[' {
		return nil, &refusal{code: jsonrpc.CodeInvalidRequest, message: "batches are not part of MCP; send one message per line"}
	}
	id, wrong := idOf(line)
	if wrong != "" {
		return nil, &refusal{code: jsonrpc.CodeInvalidRequest, message: wrong}
	}
	message, err := jsonrpc.DecodeMessage(line)
	if err != nil {
		return nil, &refusal{id: id, code: jsonrpc.CodeInvalidRequest, message: "the line is JSON, but not a JSON-RPC 2.0 message"}
	}
	return message, nil
}

// idOf reads the id of a message. MCP wants a string or a whole number; the SDK
// would answer 1.5 as 1, and take a call with the id null for a notification.
func idOf(line []byte) (id jsonrpc.ID, wrong string) {
	var envelope struct {
		ID json.RawMessage `json:"id"`
	}
	if json.Unmarshal(line, &envelope) != nil || envelope.ID == nil {
		return jsonrpc.ID{}, ""
	}
	var value any
	if json.Unmarshal(envelope.ID, &value) != nil {
		return jsonrpc.ID{}, "the id is not readable"
	}
	if number, ok := value.(float64); ok && (number != math.Trunc(number) || math.Abs(number) > 1<<53) {
		return jsonrpc.ID{}, "the id is not a whole number that can be given back"
	}
	id, err := jsonrpc.MakeID(value)
	if err != nil || value == nil {
		return jsonrpc.ID{}, "the id is neither a string nor a whole number"
	}
	return id, ""
}
