// Package pgtest starts a PostgreSQL server of a test's own from the programs that
// are installed on this machine.
package pgtest

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// Required is the variable that lists what must not be missing: with postgresql in it,
// a test that finds none fails in place of being left out.
const Required = "CONCUR_MCP_TEST_REQUIRE"

// attempts are how often a free port is looked for: somebody else may take it first.
const attempts = 5

// Start starts a server in a new folder and gives the address of its database. It
// ends with the test. Where PostgreSQL is not installed, the test is skipped.
func Start(tb testing.TB) string {
	tb.Helper()
	return StartServer(tb).Address
}

// Server is a running PostgreSQL.
type Server struct {
	// Address is the URL of its database, with a password.
	Address string
	bin     string
	data    string
	port    string
	run     *running
}

// StartServer is Start for tests that stop and start the server.
func StartServer(tb testing.TB) *Server {
	tb.Helper()
	bin := programs(tb)
	// The user postgres may not get at the folders of tests of root.
	folder, err := os.MkdirTemp("", "pg") //nolint:usetesting // See above.
	require.NoError(tb, err)
	tb.Cleanup(func() { _ = os.RemoveAll(folder) })
	require.NoError(tb, handOver(folder), "giving a folder to the user postgres")

	password := rand.Text()
	secret := filepath.Join(folder, "password")
	require.NoError(tb, os.WriteFile(secret, []byte(password), 0o600))
	require.NoError(tb, handOver(secret), "giving a file to the user postgres")
	s := &Server{bin: bin, data: filepath.Join(folder, "data")}
	initdb := exec.CommandContext(tb.Context(), filepath.Join(bin, "initdb"), //nolint:gosec // A program that the machine's owner installed.
		"--pgdata", s.data, "--username", "concur", "--pwfile", secret, "--auth", "scram-sha-256",
		"--no-sync", "--no-instructions", "--encoding", "UTF8", "--locale", "C")
	asPostgres(initdb)
	initdb.Dir = folder
	out, err := initdb.CombinedOutput()
	require.NoError(tb, err, "initdb: %s", out)

	for range attempts {
		s.port = freePort(tb)
		address := url.URL{
			Scheme: "postgres", User: url.UserPassword("concur", password), Host: "127.0.0.1:" + s.port, Path: "/postgres",
			RawQuery: "sslmode=disable",
		}
		s.Address = address.String()
		if err = s.start(); err == nil {
			break
		}
	}
	require.NoError(tb, err)
	tb.Cleanup(s.Stop)
	return s
}

// Database makes another, empty database on the server and gives its address.
func (s *Server) Database(tb testing.TB) string {
	tb.Helper()
	name := "t" + strings.ToLower(rand.Text())
	conn, err := pgx.Connect(tb.Context(), s.Address)
	require.NoError(tb, err)
	defer conn.Close(context.WithoutCancel(tb.Context()))
	_, err = conn.Exec(tb.Context(), "create database "+name)
	require.NoError(tb, err)
	address, err := url.Parse(s.Address)
	require.NoError(tb, err)
	address.Path = "/" + name
	return address.String()
}

// Restart starts a server that was stopped, at the same address.
func (s *Server) Restart() error { return s.start() }

// Demote makes the server a standby, as one that was the primary before a failover.
func (s *Server) Demote(tb testing.TB) {
	tb.Helper()
	s.Stop()
	signal := filepath.Join(s.data, "standby.signal")
	require.NoError(tb, os.WriteFile(signal, nil, 0o600))
	require.NoError(tb, handOver(signal), "giving a file to the user postgres")
	require.NoError(tb, s.start())
}

// Stop ends the server and its connections at once.
func (s *Server) Stop() { s.run.stop() }

func (s *Server) start() error {
	// Nothing has to survive a loss of power here, so the disk is not waited for.
	//nolint:gosec,noctx // A program that the machine's owner installed. It outlives the call; stop ends it.
	cmd := exec.Command(filepath.Join(s.bin, "postgres"), "-D", s.data, "-h", "127.0.0.1", "-p", s.port,
		"-k", filepath.Dir(s.data), "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=200", "-c", "shared_buffers=16MB")
	cmd.Dir = filepath.Dir(s.data)
	asPostgres(cmd)
	var log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &log, &log
	s.run = launch(cmd)
	deadline := time.Now().Add(30 * time.Second)
	for {
		err := s.probe()
		if err == nil {
			return nil
		}
		select {
		case <-s.run.ended:
			return fmt.Errorf("postgres ended: %s", log.String())
		case <-time.After(20 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			s.run.stop()
			return fmt.Errorf("postgres did not start: %w: %s", err, log.String())
		}
	}
}

func (s *Server) probe() error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.Address)
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}

// Installed tells whether there is a PostgreSQL to start.
func Installed() bool { return installed() != "" }

// installed is the folder of the newest programs; empty if there are none.
func installed() string {
	folders, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil {
		return "" // The pattern is well-formed.
	}
	slices.SortFunc(folders, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(b, a)) })
	if path, err := exec.LookPath("initdb"); err == nil {
		folders = append([]string{filepath.Dir(path)}, folders...)
	}
	for _, folder := range folders {
		if exists(filepath.Join(folder, "initdb")) && exists(filepath.Join(folder, "postgres")) {
			return folder
		}
	}
	return ""
}

// programs finds the folder of initdb and postgres, the newest version first.
func programs(tb testing.TB) string {
	tb.Helper()
	if folder := installed(); folder != "" {
		return folder
	}
	const words = "NOT TESTED: everything on PostgreSQL. No initdb and postgres were found on the path or in " +
		"/usr/lib/postgresql/*/bin; install PostgreSQL (Debian: apt-get install postgresql)"
	if strings.Contains(os.Getenv(Required), "postgresql") {
		tb.Fatal(words)
	}
	tb.Skip(words)
	return ""
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func freePort(tb testing.TB) string {
	tb.Helper()
	listener, err := (&net.ListenConfig{}).Listen(tb.Context(), "tcp", "127.0.0.1:0")
	require.NoError(tb, err)
	defer listener.Close()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	require.NoError(tb, err)
	return port
}
