package storetest

import (
	"bytes"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// benchmarkAppend appends entries of the length of a write's, roughly, to a thousand that
// are there already: one a minute, so that a quota counts as many as real ones do.
func benchmarkAppend(b *testing.B, store tokenstore.Store) {
	b.Helper()
	begin := time.UnixMicro(1_800_000_000_000_000)
	entry := tokenstore.Entry{At: begin, Principal: rita, Kind: "begun", Write: "w", Body: bytes.Repeat([]byte("x"), 1500)}
	var minutes atomic.Int64
	one := func(b *testing.B, limits ...time.Duration) {
		b.Helper()
		next := entry
		next.At = begin.Add(time.Duration(minutes.Add(1)) * time.Minute)
		quotas := make([]tokenstore.Quota, 0, len(limits))
		for _, window := range limits {
			quotas = append(quotas, tokenstore.Quota{Principal: rita, Kind: "begun", Since: next.At.Add(-window), Most: 1 << 30, Name: "some"})
		}
		if _, err := store.Append(b.Context(), next, quotas...); err != nil {
			b.Error(err)
		}
	}
	before := entry
	before.Principal = "tom"
	for range 1000 {
		if _, err := store.Append(b.Context(), before); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("append", func(b *testing.B) {
		for b.Loop() {
			one(b)
		}
	})
	b.Run("append within 60 an hour and 1440 a day", func(b *testing.B) {
		for b.Loop() {
			one(b, time.Hour, 24*time.Hour)
		}
	})
	b.Run("append of many at once", func(b *testing.B) {
		b.SetParallelism(16)
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				one(b)
			}
		})
	})
	enough := errors.New("enough")
	b.Run("read a thousand entries", func(b *testing.B) {
		for b.Loop() {
			err := store.Entries(b.Context(), 0, func(e tokenstore.Entry) error {
				if e.Seq == 1000 {
					return enough
				}
				return nil
			})
			if !errors.Is(err, enough) {
				b.Fatal(err)
			}
		}
	})
}
