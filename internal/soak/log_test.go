package soak_test

import (
	"bytes"
	"strings"
	"sync"
)

// kept is how many lines of a log are kept, for when something goes wrong.
const kept = 60

// watchedLog reads what replicas say for secrets. It keeps little of it: they say much in
// half an hour.
type watchedLog struct {
	secrets []string

	mu     sync.Mutex
	rest   []byte
	last   []string
	lines  int
	leaked []string
	broken int
}

// Write implements io.Writer.
func (l *watchedLog) Write(text []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rest = append(l.rest, text...)
	for {
		line, rest, whole := bytes.Cut(l.rest, []byte("\n"))
		if !whole {
			return len(text), nil
		}
		l.read(string(line))
		l.rest = rest
	}
}

func (l *watchedLog) read(line string) {
	l.lines++
	if l.last = append(l.last, line); len(l.last) > 2*kept {
		l.last = append([]string(nil), l.last[kept:]...)
	}
	if strings.Contains(line, "DATA RACE") || strings.HasPrefix(line, "panic:") || strings.HasPrefix(line, "fatal error:") {
		l.broken++
	}
	for _, secret := range l.secrets {
		if strings.Contains(line, secret) {
			l.leaked = append(l.leaked, line)
		}
	}
}

func (l *watchedLog) tail() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.last, "\n")
}
