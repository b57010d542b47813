package front

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// Certificate is a certificate in files that somebody renews from time to time.
type Certificate struct {
	chain, key string
	logger     *slog.Logger

	mu     sync.Mutex
	loaded *tls.Certificate
	stamp  [2]stamp
}

// stamp tells whether a file has changed.
type stamp struct {
	size     int64
	modified time.Time
}

// LoadCertificate reads a chain and its key in PEM.
func LoadCertificate(chain, key string, logger *slog.Logger) (*Certificate, error) {
	c := &Certificate{chain: chain, key: key, logger: logger}
	now, err := c.look()
	if err != nil {
		return nil, fmt.Errorf("the certificate cannot be read: %w", err)
	}
	if err := c.load(now); err != nil {
		return nil, fmt.Errorf("the certificate cannot be used: %w", err)
	}
	return c, nil
}

// Config makes https with the certificate.
func (c *Certificate) Config() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: c.get}
}

// get gives the certificate, read again where its files have changed. While they
// cannot be used, because somebody is just writing them, the last good one serves.
func (c *Certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now, err := c.look()
	if err != nil || now == c.stamp {
		return c.loaded, nil
	}
	if err := c.load(now); err != nil {
		c.stamp = now // It is reported once for each change.
		c.logger.Error("the changed certificate cannot be used; the last one stays", "error", err)
		return c.loaded, nil
	}
	c.logger.Info("the certificate was read again")
	return c.loaded, nil
}

func (c *Certificate) load(now [2]stamp) error {
	pair, err := tls.LoadX509KeyPair(c.chain, c.key)
	if err != nil {
		return err
	}
	c.loaded, c.stamp = &pair, now
	return nil
}

func (c *Certificate) look() (now [2]stamp, err error) {
	for i, path := range []string{c.chain, c.key} {
		info, err := os.Stat(path)
		if err != nil {
			return now, err
		}
		now[i] = stamp{info.Size(), info.ModTime()}
	}
	return now, nil
}
