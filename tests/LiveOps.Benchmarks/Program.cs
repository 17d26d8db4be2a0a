using LiveOps.Benchmarks;
using LiveOps.Benchmarks.Decoding;

// ./bench calls this. Without a name it runs every short part; --list names them.
return args is ["--decode-here", var frames] ? DecodeHere.Run(frames) : await Parts.RunAsync(args);
