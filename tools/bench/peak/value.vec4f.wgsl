alias Value = vec4f;
