package front_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/app/front"
)

// issue writes a certificate with a serial number, and gives the paths.
func issue(t *testing.T, folder string, serial int64) (chain, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	require.NoError(t, err)
	encoded, err := x509.MarshalPKCS8PrivateKey(private)
	require.NoError(t, err)
	chain, key = filepath.Join(folder, "chain.pem"), filepath.Join(folder, "key.pem")
	require.NoError(t, os.WriteFile(chain, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate}), 0o600))
	require.NoError(t, os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: encoded}), 0o600))
	// The clock of a file system is coarse; the time tells the versions apart.
	written := time.Unix(serial, 0)
	require.NoError(t, os.Chtimes(chain, written, written))
	require.NoError(t, os.Chtimes(key, written, written))
	return chain, key
}

func TestARenewedCertificateIsUsed(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	folder := t.TempDir()
	chain, key := issue(t, folder, 1)
	certificate, err := front.LoadCertificate(chain, key, slog.New(slog.NewTextHandler(&log, nil)))
	require.NoError(t, err)
	serial := func() int64 {
		loaded, err := certificate.Config().GetCertificate(nil)
		require.NoError(t, err)
		return loaded.Leaf.SerialNumber.Int64()
	}
	assert.EqualValues(t, 1, serial())
	issue(t, folder, 2)
	assert.EqualValues(t, 2, serial())

	require.NoError(t, os.WriteFile(key, []byte("half a key"), 0o600))
	assert.EqualValues(t, 2, serial(), "the last good one serves")
	assert.EqualValues(t, 2, serial())
	assert.Equal(t, 1, bytes.Count(log.Bytes(), []byte("cannot be used")), "it is said once: %s", &log)
	require.NoError(t, os.Remove(key))
	assert.EqualValues(t, 2, serial())
	issue(t, folder, 3)
	assert.EqualValues(t, 3, serial())
}

func TestACertificateThatCannotBeUsedIsRefusedAtTheStart(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	chain, key := issue(t, folder, 1)
	other, _ := issue(t, t.TempDir(), 2)
	for _, c := range []struct{ name, chain, key, want string }{
		{"no file", filepath.Join(folder, "none"), key, "cannot be read"},
		{"the key of another", other, key, "cannot be used"},
		{"a key in place of the chain", key, key, "cannot be used"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := front.LoadCertificate(c.chain, c.key, slog.New(slog.DiscardHandler))
			assert.ErrorContains(t, err, c.want)
		})
	}
	assert.FileExists(t, chain)
}
