package files_test

import (
	"encoding/base64"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/files"
)

// A receipt of 5 MB should cost the memory of a copy buffer.
const receiptSize = 5 << 20

func BenchmarkReceiptFromAFile(b *testing.B) {
	dir := b.TempDir()
	write(b, filepath.Join(dir, "receipt.pdf"), "%PDF-"+strings.Repeat("x", receiptSize))
	folders, err := files.Allow(dir)
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		file, err := folders.Open("receipt.pdf", 2*receiptSize)
		require.NoError(b, err)
		drain(b, file)
	}
	require.NoError(b, folders.Close())
}

func BenchmarkReceiptFromBase64(b *testing.B) {
	text := base64.StdEncoding.EncodeToString([]byte("%PDF-" + strings.Repeat("x", receiptSize)))
	b.ReportAllocs()
	for b.Loop() {
		file, err := files.FromBase64(text, files.PDF, 2*receiptSize)
		require.NoError(b, err)
		drain(b, file)
	}
}

func drain(b *testing.B, file files.File) {
	b.Helper()
	content, err := file.Open()
	require.NoError(b, err)
	_, err = io.Copy(io.Discard, content)
	require.NoError(b, err)
	require.NoError(b, content.Close())
}
