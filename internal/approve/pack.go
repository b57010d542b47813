package approve

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"time"
)

// A sealed confirmation is copied by agents, so it is to be short: digests are packed as
// the bytes that they stand for.

var errPacked = errors.New("what was sealed is no confirmation")

// pack writes a confirmation.
func pack(c Confirmation) []byte {
	packed := binary.AppendVarint(nil, c.Expires.Unix())
	for _, field := range c.fields() {
		packed = appendText(packed, *field)
	}
	return packed
}

// unpack reads what pack wrote.
func unpack(packed []byte) (Confirmation, error) {
	seconds, size := binary.Varint(packed)
	if size <= 0 {
		return Confirmation{}, errPacked
	}
	packed = packed[size:]
	c := Confirmation{Expires: time.Unix(seconds, 0).UTC()}
	for _, field := range c.fields() {
		var err error
		if *field, packed, err = cutText(packed); err != nil {
			return Confirmation{}, err
		}
	}
	return c, nil
}

func (c *Confirmation) fields() []*string {
	return []*string{&c.Principal, &c.Tool, &c.Arguments, &c.Request, &c.Version, &c.Nonce}
}

// appendText writes the length of a text, twice, and one more for a digest; then the text.
func appendText(to []byte, text string) []byte {
	raw, digest := []byte(text), uint64(0)
	if decoded, err := hex.DecodeString(text); err == nil && hex.EncodeToString(decoded) == text {
		raw, digest = decoded, 1
	}
	to = binary.AppendUvarint(to, uint64(len(raw))<<1|digest)
	return append(to, raw...)
}

func cutText(packed []byte) (text string, rest []byte, err error) {
	head, size := binary.Uvarint(packed)
	length := head >> 1
	if size <= 0 || length > uint64(len(packed)-size) { //nolint:gosec // Below zero it is not: size is of packed.
		return "", nil, errPacked
	}
	raw, rest := packed[size:size+int(length)], packed[size+int(length):]
	if head&1 == 1 {
		return hex.EncodeToString(raw), rest, nil
	}
	return string(raw), rest, nil
}
