package approve

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// FuzzUnpack holds that bytes are a confirmation or are refused, and that what they are
// read as is packed and read the same again.
func FuzzUnpack(f *testing.F) {
	f.Add(pack(Confirmation{
		Principal: "local", Tool: "submit_report", Arguments: strings.Repeat("0f", 32), Request: "x", Version: "", Nonce: "n",
		Expires: time.Unix(1_800_000_000, 0),
	}))
	f.Add([]byte{})
	f.Add(bytes.Repeat([]byte{0xff}, 40))
	f.Add([]byte{0, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1})
	f.Fuzz(func(t *testing.T, packed []byte) {
		first, err := unpack(packed)
		if err != nil {
			return
		}
		again, err := unpack(pack(first))
		require.NoError(t, err)
		require.Equal(t, first, again)
	})
}
